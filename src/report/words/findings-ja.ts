/**
 * The sentence of one occurrence of every finding, in Japanese: the `detail` of FINDINGS, with the same `{fields}`.
 * English text of the analysis stands behind a colon or in brackets.
 */
import type { FindingCode } from "../../core/findings.js";

export const jaFindings: Readonly<Record<FindingCode, string>> = {
  "capture.truncated": "{file}がバイト位置{offset}で途切れています",
  "capture.corrupt": "{file}がバイト位置{from}で壊れています：{what}（{outcome}）",
  "capture.no-timestamp":
    "{file}の単純パケット（Simple Packet）には時刻がありません。それが関わる所要時間はわかりません",
  "capture.snapped":
    "{all}個のパケットのうち{packets}個が途中で切られています（最長で{longest}バイト）。{bytes}バイトがキャプチャーされていません。スナップ長を大きくしてキャプチャーしてください",
  "capture.time-precision-cut":
    "{file}のインターフェース{interface}は、時刻をナノ秒より細かく記録しています。ナノ秒未満は切り捨てました",
  "capture.verify-mismatch":
    "{file}のパケット{packet}（バイト位置{offset}）で、{field}の読み取り結果が食い違います：こちらでは{ours}、2つ目の読み取りプログラムでは{theirs}",
  "capture.dropped": "{file}：{packets}個のパケットは、キャプチャに届く前に失われました",
  "capture.tap-ended": "{file}：{tool}が終了しました：{why}",
  "capture.follow-broken": "{file}は途切れました：{what}",
  "capture.not-kept": "{file}は{bytes}バイトで終わり、以後のパケットは保存されません：{why}",
  "capture.unverified": "{file}の{packets}個のパケットは検証できませんでした：{why}",
  "link.unknown-type": "解釈できないリンクタイプです：{linkType}（{name}）",
  "ip.fragment-lost":
    "{source}から{target}へのデータグラムのフラグメント{fragments}個（{bytes}バイト）の組み立てをあきらめました：{why}",
  "ip.fragment-overlap": "{source}から{target}へのデータグラムのフラグメントが、異なるバイトで重なっています",
  "tcp.gap": "{direction}方向のオフセット{offset}で{bytes}バイトが欠落しています",
  "tcp.late-data":
    "{direction}方向の{bytes}バイトは、その続きを読み終えたあとに届きました。どのメッセージにも入りません",
  "tcp.retransmission": "{direction}方向の{bytes}バイトが再送されました",
  "tcp.overlap-conflict":
    "{direction}方向のオフセット{offset}で、{bytes}バイトが異なる内容で2回届きました（パケット{first}と{second}）。先に届いたほうを採用します",
  "tcp.out-of-window":
    "{direction}方向の{bytes}バイトが、ストリームから{distance}バイト離れています。ストリームの一部とはみなしません",
  "tcp.port-reused": "パケット{frame}で、同じアドレスとポートの新しいコネクションが始まりました",
  "tcp.stray-syn":
    "開いているコネクションの{direction}側から、シーケンス番号{seq}のSYNが届きました（本来は{expected}）。だれも応答しなかったので、後に続く{bytes}バイトとともに無視しました。偽造かもしれません",
  "tcp.data-after-rst":
    "パケット{reset}のRSTのあとに{direction}方向の{bytes}バイトが続き、これも有効とみなします：{outcome}",
  "tcp.reset-outside-window":
    "{direction}方向のRST（シーケンス番号{seq}）を無視しました。有効なのは{expected}から{window}バイト先までです",
  "tcp.forged-reset":
    "パケット{reset}のRST（シーケンス番号{seq}、本来は{expected}）のあとも{direction}方向が続いています。偽造されたRSTなので無効とします",
  "tcp.data-after-fin": "{direction}方向のストリームが終わったあとに{bytes}バイトが届きました：{outcome}",
  "http.bare-lf":
    "{direction}に、CRがなくLFだけで終わる行があります（{part}）。そこを行の終わりとして扱います（RFC 9112 §2.2）",
  "http.bare-cr":
    "{direction}のヘッダー部の行の途中にCRがあります。その行の一部として扱います（RFC 9112 §2.2）",
  "http.framing-behind-bare-cr":
    "{direction}のヘッダー部の行の途中にあるCRが、ほかのものを隠しています（{hidden}）：{taken}",
  "http.space-before-colon": "{direction}のヘッダー「{name}」で、コロンの前に空白があります：{taken}",
  "http.obs-fold":
    "{direction}のヘッダー「{name}」が次の行に続いています。1つの値として扱います（RFC 9112 §5.2）",
  "http.folded-framing-field":
    "{direction}の折り返された行が、メッセージの区切りやHostに影響します（{line}）：{taken}",
  "http.blank-before-fields":
    "{direction}の最初のヘッダーが空白で始まっています（{name}）。そのヘッダーとしては扱いませんが（RFC 9112 §2.2）、その行を読み飛ばす実装や、ヘッダーとして受け取る実装もあります",
  "http.nul-byte":
    "{direction}のヘッダー部にNULがあります。その場所の値の一部として扱いますが（RFC 9110 §5.5）、そこで文字列が終わるとみなす実装もあります",
  "http.framing-field-disguised":
    "{direction}のヘッダー「{name}」は名前が違うので、{meant}としては扱いません（RFC 9110 §5.1）。寛容な実装は同じものとみなすかもしれません",
  "http.framing-field-in-trailers":
    "{direction}のトレーラーに{name}があります。ヘッダーとしては扱いません（RFC 9110 §6.5.1）",
  "http.bad-field-line": "{direction}のヘッダー部に、ヘッダーではない行があります：{line}",
  "http.missing-host": "HTTP/1.1のリクエストに有効なHostがありません：{what}",
  "http.repeated-host":
    "1つのリクエストにHostが{count}個あります。最初のものに従いますが、最後のものに従う実装や、リクエストを拒否する実装もあります（RFC 9112 §3.2）",
  "http.host-differs-from-target":
    "ターゲットとHostの示すサイトが違います（ターゲットは{target}、Hostは{host}）。ターゲットに従います（RFC 9112 §3.2.2）",
  "http.content-length-and-chunked":
    "1つの{direction}にContent-LengthとTransfer-Encodingの両方があります：{taken}",
  "http.repeated-content-length":
    "{direction}に同じContent-Length（{value}）が{count}回書かれています。1つとして扱います（RFC 9112 §6.3）",
  "http.padded-content-length": "{direction}のContent-Lengthが0で始まっています（{value}）：{taken}",
  "http.bad-content-length": "{direction}のContent-Lengthが正しくありません（{value}）：{taken}",
  "http.content-coding-bad": "{direction}の内容（{encoding}）をデコードできません：{why}",
  "http.bad-transfer-encoding": "{direction}のTransfer-Encodingに問題があります（{value}）：{taken}",
  "http.identity-transfer-encoding":
    "{direction}のTransfer-Encodingに古い書き方のidentityがあります（{value}）：{taken}",
  "http.chunked-in-old-version": "HTTP/1.0なのに、{direction}の本文がチャンク転送です：{taken}",
  "http.no-version": "リクエスト行にバージョンがありません。HTTP/0.9として扱います",
  "http.bad-version":
    "{direction}のバージョンが正しくありません（{version}）。HTTP/1.1として読みます（RFC 9112 §2.3）",
  "http.bad-request-line": "リクエスト行が文法に合っていません：{why}",
  "http.bad-status-line": "ステータス行が文法に合っていません：{why}",
  "http.bad-chunk": "チャンク転送の{direction}に問題があります：{why}",
  "http.bad-chunk-extension":
    "{direction}のチャンク拡張に問題があります（{why}）。次のLFまでを拡張として扱います（RFC 9112 §7.1.1）",
  "http.unexpected-body":
    "{method}のリクエストに、意味の定められていない本文があります（{framing}）。このリクエストの本文として扱いますが（RFC 9110 §9.3.1）、本文を読まないサーバーは次のリクエストとして受け取ります",
  "http.length-without-body": "本文のない{status}のレスポンスに{field}があります：{taken}",
  "http.incomplete-message": "{direction}が途中で終わっています（{part}）：{why}",
  "http.body-short": "{direction}の本文は、予告された{announced}バイトのうち{bytes}バイトで終わっています",
  "http.no-length": "長さはどこにも書かれていません。コネクションが閉じるまでが本文です",
  "http.not-http": "{direction}方向の{bytes}バイトはHTTPのメッセージではありません：{why}",
  "http.body-ate-next-message":
    "{direction}の本文の中で別のメッセージが始まっています（{what}）。本文として扱います（RFC 9112 §6.3）",
  "http.message-in-body":
    "{direction}の本文の中でメッセージが始まっています（{what}）。今のところほかの見方をする根拠がないので、内容として扱います",
  "http.forbidden-body":
    "ステータスコードやメソッドからして本文のない{direction}のあとに、{bytes}バイトがあります。本文としては扱いません（RFC 9112 §6.3）",
  "http.extra-bytes": "{direction}の終わりのあとにある{bytes}バイトは、別のメッセージの始まりではありません",
  "http.no-response": "{method}のリクエストに対するレスポンスがキャプチャにありません：{why}",
  "http.unrequested-response": "{status}のレスポンスがありますが、そのリクエストはキャプチャにありません",
  "http.second-response":
    "トランザクション{previous}で最後のリクエストに応答したあと、{status}のレスポンスがもう1つ届きました。どのリクエストのレスポンスとしても扱いませんが（RFC 9112 §9.2）、プロキシが次のリクエストに渡すかもしれません",
  "http.response-before-request":
    "このリクエストより前に届いていたレスポンスがあります（トランザクション{response}）。このリクエストのレスポンスとしては扱いませんが（RFC 9112 §9.2）、そう扱うクライアントがあるかもしれません",
  "http.early-response":
    "リクエストがパケット{requestFrame}で終わる前に、パケット{responseFrame}でレスポンスが始まりました",
  "http.pairing-inferred": "このレスポンスとこのリクエストの対応付けは推定です（{by}）：{why}",
  "http.connection-reused": "このコネクションで{depth}番目のトランザクションです",
  "http.unknown-method": "登録されていないメソッドです：{method}",
  "http.unknown-status": "登録されていないステータスコードです：{status}",
  "uri.fragment-sent":
    "ターゲットにフラグメント（#以降の部分）が入っています。フラグメントは送らないものです",
  "uri.userinfo": "URIにユーザー情報が入っています（場所：{where}）",
  "http.host-port-mismatch": "Hostのポートは{port}ですが、コネクションのポートは{connection}です",
  "http.field-name-typo": "{direction}にヘッダー「{name}」があります。{meant}の書き間違いかもしれません",
  "http.bad-media-type": "{direction}のContent-Typeが文法に合っていません：{value}",
  "http.media-type-unknown": "{direction}のContent-Typeが、登録されていないメディアタイプです：{contentType}",
  "http.charset-missing":
    "{direction}の内容（{contentType}）にcharsetがありません。バイトから推定した文字エンコーディング：{looks}",
  "http.charset-conflict":
    "{direction}のcharsetが食い違っています。Content-Typeでは{outside}、内容では{inside}",
  "http.content-type-mismatch":
    "{direction}のContent-Typeと内容の先頭が食い違っています。Content-Typeは{contentType}、内容は{kind}",
  "http.json-invalid": "{direction}の内容がJSONではありません：{why}",
  "http.jsonp": "レスポンスは、クエリーで指定された関数「{name}」を呼び出します。コードとして実行されます",
  "http.cross-site": "{from}のページが{host}からスクリプトを読み込みます",
  "http.json-charset": "{direction}のJSONにcharsetが付いていますが、何の意味もありません",
  "http.content-type-without-body": "{direction}に本文がないのに、Content-Typeがあります：{contentType}",
  "http.bad-qvalue": "{field}の品質値が正しくありません：{q}",
  "http.negotiated": "リクエストが求めたものの1つが届きました。{field}: {asked}、届いたもの：{got}",
  "http.accept-ignored": "リクエストが求めていないものが届きました。{field}: {asked}、届いたもの：{got}",
  "http.negotiation-no-vary":
    "{field}の値が違うリクエストには別の形で返しているのに、Varyにこのヘッダーが書かれていません",
  "http.not-acceptable": "406：リクエストが求めるもの（{asked}）がサーバーにありません",
  "http.bad-via": "{direction}のViaが文法に合っていません：{value}",
  "http.intermediary": "{direction}は中継者を経由して届きました（{field}: {value}）",
  "http.keep-alive":
    "使われていないコネクションを開いておく時間：{timeout}秒、今後受け付けるリクエスト：{max}件",
  "http.keep-alive-expired":
    "{idle}秒のあいだ何もやり取りのなかったコネクションを使っています。期限は{timeout}秒です",
  "http.connection-close": "{direction}でコネクションの終わりを予告しています",
  "http.created": "新しく作られました：{uri}（名前を決めた側：{chosenBy}）",
  "http.allow": "使えるメソッド：{methods}",
  "http.allow-wrong": "405のレスポンスに適切なAllowがありません：{why}",
  "http.trace-enabled":
    "サーバーがTRACEに{status}で応答しています。クッキーや資格情報まで、そのまま送り返します",
  "http.client-error": "ステータスコード{status}、リクエスト：{request}",
  "http.server-error": "ステータスコード{status}、リクエスト：{request}",
  "http.hsts-over-cleartext": "平文で送られたStrict-Transport-Securityには効力がありません",
  "http.condition-on-wrong-method": "{method}のリクエストでは、{field}の条件は無視されます",
  "http.lost-update":
    "トランザクション{overwritten}で書き込まれた内容を、それを見ていないこのクライアントが条件なしで上書きします",
  "http.retry-unsafe":
    "このコネクションで同じ{method}のリクエストをもう一度送っています。2回処理されるかもしれません",
  "http.polling": "同じリクエストを{period}秒ごとに送っています（これまでに{count}回）",
  "cookie.first-set": "クッキー「{name}」が初めて設定されます（ドメイン：{domain}）",
  "cookie.value-changed": "クライアントが送ったクッキー「{name}」の値を、サーバーが新しくします",
  "cookie.deleted": "クッキー「{name}」を捨てるようクライアントに伝えます",
  "cookie.no-httponly": "セッション識別子「{name}」にHttpOnlyがありません。ページのスクリプトから読めます",
  "cookie.no-secure": "セッション識別子「{name}」にSecureがありません。暗号化されていない通信でも送られます",
  "cookie.no-samesite":
    "クッキー「{name}」にSameSiteがありません。ほかのサイトからのリクエストに付くかどうかは、ブラウザーによって違います",
  "cookie.secure-over-cleartext":
    "安全なコネクション専用のクッキー「{name}」が、平文で設定されています。ブラウザーは拒否します",
  "cookie.samesite-none-insecure":
    "クッキー「{name}」に、SecureなしでSameSite=Noneが付いています。ブラウザーは拒否します",
  "cookie.expires-and-max-age": "クッキー「{name}」にExpiresとMax-Ageの両方があります。Max-Ageが優先されます",
  "cookie.very-long": "クッキー「{name}」の有効期間は{days}日です。ブラウザーは400日に縮めます",
  "cookie.domain-mismatch":
    "クッキー「{name}」が{domain}に対して設定されていますが、{host}はそこに属していません。クライアントは拒否します",
  "cookie.third-party": "{from}のページで、{host}がクッキー「{name}」を設定します",
  "cookie.used-after-delete":
    "トランザクション{deleted}で終わったセッション識別子「{name}」に、サーバーがまだ{status}で応答しています",
  "cookie.not-rotated-at-login":
    "ログインしてもセッション識別子「{name}」が変わりません。これを仕込んだ人もログインしたことになります（セッション固定）",
  "cookie.shared-between-clients":
    "同じセッション識別子「{name}」が2つのクライアント（{first}と{client}）から届いています。乗っ取られたか、1つのクライアントがプロキシやNATの背後にあります",
  "cookie.shared-between-programs":
    "同じアドレスの2つのプログラム（{first}と{agent}）が、同じセッション識別子「{name}」を送っています",
  "cookie.session-id-in-url":
    "セッション識別子（{name}）がURLに入っています（場所：{where}）。ログや履歴に残ります",
  "auth.challenge": "サーバーが資格情報を求めています（{scheme}方式、レルム：{realm}）",
  "auth.bad-challenge": "チャレンジが文法に合っていません：{why}",
  "auth.succeeded":
    "{scheme}方式の資格情報が受け入れられました（ユーザー：{user}、ステータスコード{status}）",
  "auth.failed": "{scheme}方式の資格情報が拒否されました（ユーザー：{user}、ステータスコード{status}）",
  "auth.repeated-failure": "クライアント{client}の資格情報が{count}回続けて拒否されました",
  "auth.basic-cleartext": "パスワードがだれにでも読める状態です（Basic方式、ユーザー：{user}）",
  "auth.bearer-cleartext": "アクセストークンがだれにでも読める状態です（Bearer方式）",
  "auth.form-password-cleartext":
    "パスワードがだれにでも読める状態です（フォームの項目「{field}」、場所：{where}）",
  "auth.login":
    "ログインのようです（ユーザー：{user}）。パスワードが送られ、レスポンスに次の兆候があります：{sign}",
  "auth.digest": "Digest方式、ユーザー：{user}、アルゴリズム：{algorithm}、qop：{qop}",
  "auth.digest-md5":
    "Digest方式に、すでに破られたアルゴリズムを使っています：{algorithm}（ユーザー：{user}）",
  "auth.digest-uri-mismatch": "Digestのターゲット（{uri}）とリクエストのターゲット（{target}）が違います",
  "auth.wsse": "WSSEのUsernameToken、ユーザー：{user}、作成：{age}秒前",
  "auth.nonce-replayed":
    "{scheme}方式のノンスがもう一度使われています（ユーザー：{user}、最初に使われたトランザクション：{first}）。リプレイ攻撃か、1つのリクエストが2か所でキャプチャされたものです",
  "cache.lifetime": "{seconds}秒間は新鮮です（{source}）。共有キャッシュでは{shared}秒",
  "cache.hit": "キャッシュに{age}秒間置かれていたレスポンスです",
  "cache.not-stored": "キャッシュが保存してはいけないレスポンスです：{source}",
  "cache.revalidated": "クライアントが持っているコピーはまだ有効です。{saved}バイトの節約になりました",
  "cache.changed": "クライアントが持っていたコピーはもう有効ではないので、新しいものが届きました",
  "cache.unconditional-304": "リクエストに条件がないのに、304が返されました",
  "cache.validator-ignored":
    "クライアントが示したものとまったく同じ{field}で、レスポンス全体がもう一度届きました",
  "cache.fetched-while-fresh":
    "{seconds}秒間は新鮮なレスポンス（トランザクション{first}）を受け取って{age}秒後に、もう一度リクエストしています",
  "cache.etag-unquoted": "{field}の値に引用符がありません：{value}",
  "cache.bad-directive":
    "Cache-Controlのディレクティブが文法に合っていません（{directive}）。キャッシュは無視します",
  "cache.pragma-in-response": "レスポンスのPragmaには何の意味もありません",
  "cache.etag-reveals-file": "エンティティタグからファイルの情報がわかります：{facts}",
  "cache.precondition-failed": "リクエストの条件が満たされませんでした",
  "redirect.location": "別の場所へ行くようクライアントに伝えます：{location}",
  "redirect.followed": "トランザクション{from}のリダイレクトに従ったリクエストです",
  "redirect.chain": "トランザクション{first}からリダイレクトが{hops}回続いています（{ms}ミリ秒）",
  "redirect.unfollowed": "リダイレクトで示された行き先へのリクエストはありませんでした：{location}",
  "redirect.to-https": "平文から{host}のHTTPSへ誘導しています。HTTPSはキャプチャでは読めません",
  "redirect.cross-site": "{host}から別のサイトへ誘導しています：{target}",
  "redirect.method-changed": "リダイレクトの途中で、メソッドが{before}から{after}に変わっています",
  "redirect.loop": "{hops}回のリダイレクトで元の場所に戻ります：{location}",
  "redirect.no-location": "{status}のレスポンスにLocationがありません",
  "redirect.bad-location": "Locationの値（{location}）がURIではありません：{why}",
  "time.clock-skew": "{host}の時計がキャプチャの時計と{seconds}秒ずれています（サーバーの時計：{direction}）",
  "time.no-date": "レスポンスにDateがありません",
  "time.bad-date": "{field}の値が日時ではありません：{value}",
  "time.weekday-wrong": "{field}の曜日が間違っています：{value}（実際の曜日：{weekday}）",
  "time.obsolete-format": "{field}の日時が古い形式です：{value}",
  "time.modified-in-future": "Last-ModifiedがDateより{seconds}秒あとです",
  "time.slow-wait": "待ち時間は{wait}ミリ秒です。このキャプチャでは通常{usual}ミリ秒です",
  "limit.fragments":
    "待機中の断片化されたデータグラムが上限（{limit}）を超えたため、最も古いものをあきらめました",
  "limit.flows": "開いているコネクションが{limit}本を超えたため、最も長く動きのないものを終了扱いにしました",
  "limit.held":
    "保持しているデータが{limit}バイトを超えたため、最も多く保持していたこのコネクションは待つのをやめました",
  "limit.queue": "{direction}方向で、順序の乱れたデータが{limit}バイトを超えました",
  "limit.compare":
    "{direction}方向の{bytes}バイトがもう一度届きましたが、遅すぎて最初に届いたものと比較できませんでした",
  "limit.start-line": "{direction}の開始行が{limit}バイトを超えています",
  "limit.head": "{direction}のヘッダー部が上限（{limit} {unit}）を超えています",
  "limit.chunk": "{direction}のチャンク転送に、{limit}バイトを超える部分があります（{part}）",
  "limit.interim": "途中経過のレスポンスが{limit}個を超えています。残りは数だけ数えます",
  "limit.pending": "レスポンスのないリクエストが{limit}件を超えたため、最も古いものを閉じました",
  "limit.tunnel":
    "トンネルのリクエストへのレスポンスより前に、{limit}バイトを超えるデータが届きました。トンネルとして扱います",
  "limit.content":
    "{direction}の内容が上限（{limit} {unit}）を超えています。デコードしていないか、途中までです",
  "limit.table": "まとめの表が上限（{limit} {table}）を超えました。新しいものは数だけ数えます",
  "limit.list": "{of}の一覧（{list}）が{limit}件を超えました。残りは数だけ数えます",
  "limit.depth": "1つのパケットの中で、カプセル化が{limit}段を超えて重なっています",
};
