/**
 * What `explain`, `show` and `quiz` say, in Japanese: sentences end in です or ます, meanings of fields are short phrases
 * that end in a noun. Punctuation is Japanese, but for lines that hold English text of the tool. Sentences have
 * units in words (ミリ秒, 秒, バイト); rows of figures, and they alone, have ms.
 */
import type { Words } from "./en.js";

export const ja: Words = {
  // --- units and places
  "unit.bytes": "{count}バイト",
  "unit.bytes.one": "{count}バイト",
  "unit.clients": "クライアント{count}台",
  "unit.clients.one": "クライアント1台",
  "unit.servers": "サーバー{count}台",
  "unit.servers.one": "サーバー1台",
  "unit.sessions": "{count}個のHTTPセッション",
  "unit.sessions.one": "1個のHTTPセッション",
  "unit.connections": "{count}本のコネクション",
  "unit.connections.one": "1本のコネクション",
  "unit.requests": "リクエスト{count}件",
  "unit.requests.one": "リクエスト1件",
  "unit.responses": "レスポンス{count}件",
  "unit.responses.one": "レスポンス1件",
  "unit.ms": "{ms}ミリ秒",
  "unit.seconds": "{seconds}秒",
  "unit.minutes": "{minutes}分{seconds}秒",
  "unit.minutes-even": "{minutes}分",
  "unit.hours": "{hours}時間{minutes}分",
  "unit.hours-even": "{hours}時間",
  "unit.days": "{days}日{hours}時間",
  "unit.days-even": "{days}日",
  "place.packet": "パケット{first}",
  "place.packets": "パケット{first}〜{last}",
  "place.of": "{id}、{place}",
  "place.step": "ステップ{step}",

  // --- the whole
  "overview.one":
    "1台のクライアント（{client}）と1台のサーバー（{server}）が、{duration}のあいだ、1つのセッションで通信します。",
  "overview.several":
    "{clients}と{servers}が、{duration}のあいだに{sessions}で通信します。そこで{requests}と{responses}がやり取りされます。",
  "overview.chosen":
    "キャプチャが長いので、{sessions}個のセッションのうち、学べることの多い{told}個だけを説明します。",
  "overview.more-sessions":
    "そのうち{count}個は、長くなりすぎるので省略します。httpscope show CAPTURE IDで1つのセッションを表示できます。",
  "overview.more-sessions.one":
    "そのうち1個は、長くなりすぎるので省略します。httpscope show CAPTURE IDで1つのセッションを表示できます。",
  "overview.tls":
    "ほかに、暗号化されたコネクション（TLS）が{count}本あります。キャプチャからは存在がわかるだけで、中身は見えません。",
  "overview.tls.one":
    "ほかに、暗号化されたコネクション（TLS）が1本あります。キャプチャからは存在がわかるだけで、中身は見えません。",
  "overview.other": "ほかに、HTTPではないものを運ぶTCPコネクションが{count}本あります。",
  "overview.other.one": "ほかに、HTTPではないものを運ぶTCPコネクションが1本あります。",
  "overview.udp":
    "ほかに、TCPではなくUDPのパケットが{count}個あります。名前からアドレスを調べること（DNS）などに使われるもので、HTTPではないため、ここでは説明しません。",
  "overview.udp.one":
    "ほかに、TCPではなくUDPのパケットが1個あります。名前からアドレスを調べること（DNS）などに使われるもので、HTTPではないため、ここでは説明しません。",
  "overview.merged":
    "{count}個のキャプチャを時刻順に合わせ、1つのものとして扱います（{names}）。パケットの番号は、合わせた順に付けます。別々に見るには、1つずつ指定してください。",
  "overview.none": "このキャプチャには、説明できるHTTPがありません。",
  "session.more":
    "このセッションの残り{count}個のトランザクションは省略します。httpscope --allですべて表示できます。",
  "session.more.one":
    "このセッションの残り1個のトランザクションは省略します。httpscope --allで表示できます。",
  "session.title": "セッション{session}：{client}から{server}へ",

  // --- opening
  "open.title": "クライアントがコネクションを開きます",
  "open.handshake":
    "クライアント（{client}）がサーバーのポート{port}にSYNを送ると、サーバーはSYN-ACKを返し、クライアントはACKを返します。3つのセグメントで、双方とも相手がいることを確かめられます。",
  "open.default-port": "ポート{port}はhttpの既定のポートなので、URLに書く必要はありません。",
  "open.other-port": "ポート{port}はhttpの既定のポート（80）ではないので、URLに書く必要があります。",
  "open.rtt": "1往復に{rtt}かかります。リクエストを送れるのはそのあとです。",
  "open.only-client":
    "コネクションを開けるのはクライアントだけです。サーバーのほうから呼びかけることはできません。",
  "open.lookup":
    "SYNの送り先を知るために、前もって{host}のアドレスを調べます（DNS）。これはHTTPではなく、キャプチャに現れるとしてもUDPです。",
  "open.again": "{step}と同じく、SYN、SYN-ACK、ACKを{rtt}でやり取りします。",
  "open.repeated":
    "SYNを{count}回送っています。最初のSYNに{duration}たっても返事がなかったので、クライアントが送り直したのです。",
  "open.midstream.title": "コネクションはすでに開いています",
  "open.midstream": "キャプチャは通信の途中から始まっていて、コネクションを開くところは入っていません。",
  "open.no-answer":
    "クライアント（{client}）がポート{port}にSYNを送ります。ハンドシェイクの残りはキャプチャにありません。",

  // --- a request
  "ask.title": "クライアントがリクエストを送ります",
  "ask.line": "{does}。{version}で話します",
  "ask.line-old": "{does}。バージョンもヘッダーもないHTTP/0.9のリクエストです",
  "ask.parts":
    "リクエストは、開始行（メソッド、ターゲット、バージョン）、ヘッダー、空行からなり、本文があると知らせた場合はそのあとに本文が続きます。",
  "ask.end-no-body": "リクエストはここまで（本文の予告なし）",
  "ask.end-body": "ヘッダーはここまで、次は本文",
  "ask.no-end": "空行が届いていません。サーバーはヘッダーの続きを待ち続けます。",
  "head.cut": "ヘッドの残りはキャプチャーにありません。ほかにもヘッダーが送られた可能性があります。",
  "ask.same-fields": "（前と同じヘッダー{count}個）",
  "ask.same-fields.one": "（前と同じヘッダー1個）",
  "ask.more-fields": "（ほかにヘッダー{count}個）",
  "ask.more-fields.one": "（ほかにヘッダー1個）",
  "ask.empty-line": "（空行）",
  "ask.pipelined":
    "前のレスポンスを待たずに送ります。返事待ちのリクエストが同時に{count}個あります（パイプライン化）。レスポンスはリクエストの順に返さなければなりません。",
  "ask.pipelined-again": "これで、返事待ちのリクエストは{count}個です。",
  "ask.reused":
    "開いているコネクションをもう一度使います。新しいハンドシェイクがいらないので、{rtt}の節約になります。",
  "ask.cookie":
    "{step}でサーバーからもらったクッキー「{name}」を送り返します。サーバーはこれで、同じクライアントだとわかります。",
  "ask.cookie-again": "{step}のクッキー「{name}」を送り返します。",
  "ask.cookie-unknown": "クッキー「{names}」を送ります。ここで説明したステップで渡されたものではありません。",
  "ask.cookie-unknown.one":
    "クッキー「{names}」を送ります。ここで説明したステップで渡されたものではありません。",
  "ask.condition":
    "すでに持っているコピーがまだ有効かどうかを尋ねます（{field}）。有効なら、本文を送り直す必要はありません。これが条件付きリクエストです。",
  "ask.condition-again": "今回も、手元のコピーがまだ有効かどうかを尋ねます（{field}）。",
  "ask.precondition":
    "そのあいだにだれもリソースを変えていない場合だけ、処理するよう求めます（{field}）。ほかの人の変更を知らずに上書きすることがありません。",
  "ask.redirected": "{step}のレスポンスで指示された行き先へのリクエストです。",
  "ask.url":
    "Hostとターゲットを合わせるとURLになります。スキームhttp、ホスト{host}、ポート{port}、パス{path}。フラグメント（#…）はクライアントに残り、送られません。",
  "ask.url-query":
    "Hostとターゲットを合わせるとURLになります。スキームhttp、ホスト{host}、ポート{port}、パス{path}、クエリ{query}。フラグメント（#…）はクライアントに残り、送られません。",
  "ask.ranked":
    "{field}は、クライアントが受け取りたい順を品質値（q値）で表します。望ましい順に、{list}。書かれていなければ1、0は受け取らないという意味です。",
  "ask.ranked-again": "{field}も同じく、望ましい順に、{list}。",
  "ask.credentials": "{step}で求められたとおり、資格情報を付けてもう一度リクエストします（{scheme}方式）。",
  "ask.credentials-first": "資格情報を送ります（{scheme}方式）。",
  "ask.credentials-user": "ユーザーは{user}です。",
  "ask.basic":
    "Base64は書き表し方であって、隠す方法ではありません。途中でのぞき見た人は、だれでもパスワードを読めます。",
  "ask.decoded": "復号すると{user}:{password}です。",
  "ask.digest":
    "パスワードそのものは送りません。サーバーが選んだ数とパスワードを合わせて計算したハッシュだけを送ります。",
  "ask.bearer": "トークンは鍵と同じです。途中でのぞき見た人は、だれでもそれを使えます。",
  "ask.form": "本文はフォームのデータです。",
  "ask.form-field": "{name} = {value}",
  "ask.form-secret": "（パスワード。途中で読み取れます）",
  "ask.expect": "本文を送る前に、100 Continueのレスポンスを待ちます。",
  "ask.upgrade": "このコネクションで別のプロトコルに切り替えるよう求めます：{protocol}。",

  // --- methods
  "method.GET": "{target}をください",
  "method.HEAD": "{target}のヘッダーだけください（本文は不要）",
  "method.POST": "これを受け取って、{target}で処理してください",
  "method.PUT": "これを{target}に保存してください",
  "method.DELETE": "{target}を削除してください",
  "method.OPTIONS": "{target}に使えるメソッドを教えてください",
  "method.TRACE": "届いたものをそのまま送り返してください",
  "method.CONNECT": "{target}までのトンネルを作ってください",
  "method.PATCH": "{target}をこのように変更してください",
  "method.other": "{method} {target}",
  "trait.safe":
    "{method}は安全なメソッドです。何かを変えるよう求めるものではありません。また、べき等です。2回送っても、結果は1回送ったときと同じです。",
  "trait.idempotent":
    "{method}はサーバーの何かを変えますが、べき等なメソッドです。2回送っても、結果は1回送ったときと同じです。",
  "trait.neither":
    "{method}は安全でもべき等でもないメソッドです。2回送ると、2回処理されるかもしれません。そのためブラウザーは、送り直す前にユーザーに確認します。",
  "trait.tunnel":
    "{method}は安全でもべき等でもないメソッドです。送るたびにトンネルがもう1本開かれ、そこを通るものはHTTPではありません。",

  // --- a response
  "answer.title": "サーバーがレスポンスを返します",
  "answer.title-orphan": "サーバーのレスポンスだけがあり、リクエストはキャプチャにありません",
  "answer.title-interim": "サーバーがまず途中経過のレスポンスを返します",
  "answer.title-none": "レスポンスがありません",
  "answer.none": "トランザクション{id}のレスポンスは、キャプチャにありません。",
  "answer.line": "{class}：{meaning}",
  "answer.parts":
    "レスポンスは、ステータス行（バージョン、ステータスコード、理由）、ヘッダー、空行からなり、たいていそのあとに本文が続きます。",
  "answer.classes":
    "ステータスコードの最初の数字は分類を表します。1は情報、2は成功、3はリダイレクト、4はクライアントエラー、5はサーバーエラーです。理由は人間が読むための言葉です。",
  "answer.end-body": "ヘッダーはここまで、次は本文",
  "answer.end-no-body": "レスポンスはここまで（本文なし）",
  "answer.order": "トランザクション{id}のレスポンスです。レスポンスはリクエストの順に返ります。",
  "answer.inferred":
    "トランザクション{id}のレスポンスと推定されます。キャプチャに欠けているところがあるので、確実ではありません。",
  "answer.blocked": "前のレスポンスが終わるまで、{blocked}待ちました。",
  "answer.timing":
    "リクエストを送り終えてから{wait}で（往復の時間を含む）レスポンスが始まり、届き終わるまでに{receive}かかりました。",
  "answer.timing-again": "リクエストを送り終えてから{wait}で始まり、届き終わるまでに{receive}かかりました。",
  "answer.timing-behind":
    "前のレスポンスが終わってから{wait}で始まり、届き終わるまでに{receive}かかりました。",
  "answer.one-packet":
    "リクエストを送り終えてから{wait}で（往復の時間を含む）レスポンスが1つのパケットで届きました。",
  "answer.one-packet-again": "リクエストを送り終えてから{wait}で、1つのパケットで届きました。",
  "answer.one-packet-behind": "前のレスポンスが終わってから{wait}で、1つのパケットで届きました。",
  "answer.wait":
    "リクエストを送り終えてから{wait}で（往復の時間を含む）レスポンスが始まりました。いつ終わったかはキャプチャにありません。",
  "answer.new-cookie":
    "サーバーがクライアントにクッキー「{name}」を渡します。HTTP自体は前のリクエストのことを何も覚えていません（ステートレス）。サーバーはこのクッキーを見て、次も同じクライアントだとわかるのです。",
  "answer.cookie-again": "クッキー「{name}」を設定します（クッキーについては{step}を参照）。",
  "answer.cookie-changed": "クッキー「{name}」の値を新しくします。",
  "answer.cookie-deleted": "クッキー「{name}」を捨てるようクライアントに伝えます。",
  "answer.cookie-session": "有効期限のないセッションクッキーなので、ブラウザーを閉じると消えます。",
  "answer.cookie-persistent": "{until}まで有効な永続クッキーです。",
  "answer.not-modified": "クライアントが持っているコピーはまだ有効なので、{bytes}を送り直さずにすみます。",
  "answer.not-modified-unknown": "クライアントが持っているコピーはまだ有効なので、本文を送りません。",
  "answer.unasked-304":
    "コピーがまだ有効だという意味ですが、リクエストには条件がありませんでした。誤って送られたレスポンスです。",
  "answer.changed": "クライアントが持っていたコピーはもう有効ではないので、新しいものをすべて送ります。",
  "answer.redirect":
    "代わりに{location}へ行くようクライアントに伝えます。クライアントはそこへ改めてリクエストしなければなりません。サーバー内部のフォワードであれば、通信路には何も現れません。",
  "answer.redirect-again": "代わりに{location}へ行くようクライアントに伝えます。",
  "answer.redirect-tls":
    "行き先はHTTPSです。そこでのやり取りは暗号化されるので、このキャプチャでは見えません。",
  "answer.redirect-often":
    "POSTのあとに{status}が返ると、本来はメソッドを保つべきですが、ブラウザーはGETでリクエストし直します。",
  "answer.redirect-same":
    "{status}ではメソッドは変わりません。もう一度{method}でリクエストすることになります。",
  "answer.redirect-get": "303は、元のメソッドが何であれ、GETでリクエストし直すことを求めます。",
  "answer.challenge":
    "保護されたページなので、サーバーがチャレンジを送ります（{scheme}方式、レルムは「{realm}」）。クライアントは資格情報を付けてもう一度リクエストすることになります。",
  "answer.fresh": "{duration}のあいだは、サーバーに確認せずに再利用できます（{source}）。",
  "answer.fresh-both":
    "サーバーに確認せずに、ブラウザーは{duration}、共有キャッシュは{shared}のあいだ再利用できます（{source}）。",
  "answer.fresh-shared":
    "共有キャッシュは{shared}のあいだ確認せずに再利用できますが、ブラウザーは毎回確認します（{source}）。",
  "answer.stale": "最初から古いものとして扱われ、保存しても使うたびに確認が必要です（{source}）。",
  "answer.not-stored": "どのキャッシュも、これを保存してはいけません。",
  "answer.continue": "本文を送ってよいという合図です。",
  "answer.tunnel": "ここから先はHTTPではなく、トンネルです：{protocol}。",
  "answer.early": "リクエストが終わる前に、レスポンスが始まりました。",
  "answer.noted": "{detail}（{code}）",

  // --- bodies
  "body.none-head":
    "本文はありません。HEADはヘッダーだけを求めるリクエストだからです。ヘッダーはGETの場合と同じです。",
  "body.none-status":
    "本文はありません。{status}のレスポンスには、ヘッダーに何と書いてあっても本文が付きません。",
  "body.none-zero": "本文はありません。Content-Lengthが0です。",
  "body.length":
    "本文は{bytes}です。長さはContent-Lengthに書かれていて、その後ろに来るのは次のメッセージです。",
  "body.length-again": "本文はContent-Lengthのとおり{bytes}です。",
  "body.chunked":
    "本文は{bytes}で、{count}個のチャンク（{sizes}）に分かれています。チャンクごとに大きさを16進数で前に書くので、送る側は全体の大きさを前もって知らなくてもかまいません。大きさ0のチャンクが終わりの印です。",
  "body.chunked.one":
    "本文は{bytes}で、1個のチャンク（{sizes}）に入っています。チャンクの大きさを16進数で前に書くので、送る側は全体の大きさを前もって知らなくてもかまいません。大きさ0のチャンクが終わりの印です。",
  "body.chunked-again": "本文は{bytes}で、{count}個のチャンク（{sizes}）に分かれています。",
  "body.chunked-again.one": "本文は{bytes}で、1個のチャンク（{sizes}）に入っています。",
  "body.trailers": "最後のチャンクの後ろ：{list}。このように本文の後に来るヘッダーをトレーラーといいます。",
  "body.chunked-empty":
    "本文はありません。チャンクで送られるはずでしたが、最初のチャンクの大きさが0で、それが終わりです。",
  "body.chunked-open":
    "本文は{bytes}で、チャンクに分かれています。その終わりは、キャプチャでは確認できません。",
  "body.until-close":
    "本文は{bytes}です。長さはどこにも書かれていません。サーバーがコネクションを閉じるまでが本文です。",
  "body.until-cut":
    "本文はここまでで{bytes}です。サーバーがコネクションを閉じるまでが本文ですが、正常に閉じるところはキャプチャにありません。",
  "body.short": "本文は、予告された{length}バイトのうち{bytes}です。残りは届いていません。",
  "body.short-cut":
    "本文は、予告された{length}バイトのうち{bytes}だけがキャプチャにあります。残りが届いたかどうかはわかりません。",
  "body.missing": "そのうち{bytes}はキャプチャから欠落しています。",
  "body.coded": "エンコードされています（{coding}）。デコードすると{size}です。",
  "body.text": "書き出し：{text}",

  // --- what TCP did
  "tcp.segments": "{count}個のセグメントに分かれて届きました（{packets}）。",
  "tcp.segments-seen": "そのうち{count}個のセグメントがキャプチャにあります（{packets}）。",
  "tcp.segments-seen.one": "そのうち1個のセグメントがキャプチャにあります（{packets}）。",
  "tcp.retransmitted": "{bytes}が2回届きました。TCPが再送したのです。",
  "tcp.late": "{count}個のパケットが順序どおりに届きませんでした。TCPが正しい位置に並べ直します。",
  "tcp.late.one": "1個のパケットが順序どおりに届きませんでした。TCPが正しい位置に並べ直します。",
  "tcp.missing": "{bytes}がキャプチャから欠落",

  // --- closing
  "close.title": "コネクションが終わります",
  "close.fin": "先に閉じるのは{side}です（FIN）。もう送るものがないという意味で、相手もあとに続きます。",
  "close.fin-one": "{side}が閉じます（FIN）。もう送るものがないという意味です。",
  "close.other-unknown": "相手も閉じるかどうかは、このキャプチャからはわかりません。",
  "close.idle": "その前に、何もやり取りのない時間が{duration}ありました。",
  "close.announced": "これはConnection: closeで予告されていました。",
  "close.rst": "{side}がコネクションをリセットします（RST）。コネクションはその場で切れます。",
  "close.open": "コネクションが開いたまま、キャプチャが終わります。",
  "close.timeout": "終わりの合図はなく、途中から何も届かなくなりました。",
  "close.reused": "同じアドレスとポートで、新しいコネクションが開かれます。",
  "close.limit": "開いているコネクションが多すぎるため、ここで追跡を打ち切りました。",
  "time.title": "時間の内訳",
  "time.connect": "接続",
  "time.send": "送信",
  "time.wait": "待ち時間",
  "time.receive": "受信",
  "time.rest": "アイドル",
  "time.told": "ここで選んだ{count}個のセッションの時間を合計したものです。",
  "time.added":
    "{count}個のセッションの時間を合計したものです。セッションが並行して進むときは、ユーザーが待つ時間はもっと短くなります。",
  "time.most-rest":
    "ほとんどの時間は、だれも何もリクエストしていません。コネクションは開いたまま、何も運んでいません。",
  "time.most-vain": "ほとんどの時間はむだに過ぎています。{count}個のリクエストにレスポンスがありません。",
  "time.most-vain.one": "ほとんどの時間はむだに過ぎています。1個のリクエストにレスポンスがありません。",
  "time.most": "レスポンスを受け取り終えるまでに、いちばん長くかかったのは「{part}」で、{share}%です。",
  "time.most-connect":
    "これはハンドシェイクの時間です。コネクションを開いたままにしておけば、1回ですみます。",
  "time.most-send": "リクエストそのものを送るのに時間がかかっています。大きいか、途中で滞ったのです。",
  "time.most-way": "往復だけで{way}です。サーバーはほとんどすぐに返していて、時間がかかるのは道のりです。",
  "time.most-server":
    "そのうち{way}は往復の時間で、残りの{rest}はサーバーがレスポンスを作るのに使った時間です。",
  "time.most-wait":
    "往復の時間とサーバーが働いた時間を合わせたもので、それぞれがどれだけかは、このキャプチャからはわかりません。",
  "time.longest-wait": "いちばん長く待ったのはトランザクション{id}（{duration}）です。",
  "time.most-receive":
    "本文は合わせて{bytes}で、届くのに時間がかかっています。大きいか、回線が遅いか、送る側が途中で休んだのです。",
  "time.most-again":
    "途中で失われたか遅れたために、TCPが{bytes}を送り直しました。その分だけ時間がかかります。",
  "time.longest-receive": "届くのにいちばん時間がかかったのはトランザクション{id}（{duration}）です。",
  "close.kept":
    "この1本のコネクションで{transactions}個のリクエストを送りました（持続的接続）。リクエストごとにコネクションを開いていたら、ハンドシェイクが{count}回増え、{duration}余計にかかったはずです。",
  "close.kept.one":
    "この1本のコネクションで{transactions}個のリクエストを送りました（持続的接続）。リクエストごとにコネクションを開いていたら、ハンドシェイクが1回増え、{duration}余計にかかったはずです。",
  "side.client": "クライアント",
  "side.server": "サーバー",

  // --- what remains
  "end.title": "まとめ",
  "end.stateless":
    "やり取りの中に、これらのリクエストを結び付けるものはありません。クッキーも資格情報もなく、それぞれが独立しています（ステートレス）。",
  "end.user-session":
    "クッキー{name}の1つの値が、{connections}のリクエスト{count}件を結び付けています。これがユーザーセッションです。",
  "end.user-session.one":
    "クッキー{name}の1つの値は、まだ1件のリクエストにしか現れていません。始まったばかりのユーザーセッションです。",
  "end.user-session-other": "同じクッキーの別の値は、{connections}のリクエスト{count}件を結び付けています。",
  "end.user-session-other.one": "同じクッキーの別の値は、まだ1件のリクエストにしか現れていません。",
  "end.findings": "注目したい点：",
  "end.finding": "{severity}：{detail}（{place}）",
  "end.same-finding": "同じものがあと{count}件あります。",
  "end.same-finding.one": "同じものがあと1件あります。",
  "end.more-findings": "ほかに{count}件。httpscope CAPTUREですべて表示できます",
  "end.of-told-only": "ここで説明したセッションのものだけです。全体はhttpscope CAPTUREで表示できます",
  "severity.note": "参考",
  "severity.warning": "注意",
  "severity.alert": "警告",

  // --- one transaction in full
  "show.paired-exact": "対応付けは確実",
  "show.paired-inferred": "対応付けは推定",
  "show.paired-none": "片方はキャプチャになし",
  "show.request": "リクエスト",
  "show.response": "レスポンス",
  "show.interim": "途中経過のレスポンス",
  "show.no-request": "リクエストはキャプチャにありません。",
  "show.no-response": "レスポンスはキャプチャにありません。",
  "show.more-packets": "… 同じようなパケット{count}個 …",
  "show.more-packets.one": "… 同じようなパケット1個 …",
  "show.request-head": "リクエスト行とヘッダー {bytes}",
  "show.response-head": "ステータス行とヘッダー {bytes}",
  "show.body": "本文 {bytes}",
  "show.again": "再送",
  "show.again-part": "うち{bytes}は再送",
  "show.late": "順序の乱れ",
  "show.body-title": "本文：{bytes}、{framing}",
  "show.body-decoded": "本文：転送時は{bytes}、{codings}をデコードした内容",
  "framing.none": "本文なし",
  "framing.content-length": "長さを予告",
  "framing.chunked": "チャンク転送",
  "framing.until-close": "コネクションが閉じるまで",
  "framing.tunnel": "トンネル",
  "show.chunks": "送られたままの本文：チャンク{count}個",
  "show.chunks.one": "送られたままの本文：チャンク1個",
  "show.chunk": "16進数の大きさ：次の{bytes}",
  "show.chunk-data": "（データ{bytes}）",
  "show.more-chunks": "… 同じようなチャンク{count}個 …",
  "show.more-chunks.one": "… 同じようなチャンク1個 …",
  "show.last-chunk": "大きさ0：最後のチャンク",
  "show.trailer": "トレーラー：本文の後に来るヘッダー",
  "show.chunk-unfit": "チャンクではない：前の大きさと合わない",
  "show.body-damaged": "最後まではデコードできません。",
  "show.body-cut": "… 以下省略。--rawですべて出力できます",
  "show.cookies": "クッキー",
  "show.cookie": "{name} = {value}",
  "show.findings": "検出事項",
  "show.findings-ahead": "検出事項{count}件（最後に説明）。最も重いもの：{severity}、{code}",
  "show.findings-ahead.one": "検出事項1件（最後に説明）：{severity}、{code}",
  "show.timing": "順番待ち {blocked}   送信 {send}   待ち時間 {wait}   受信 {receive}   合計時間 {total} ms",
  "show.timing-connect": "その前に接続 {connect} ms",
  "show.cut": "セッションが保持できる大きさを超えているため、すべてのバイトは表示できません。",

  // --- questions
  "quiz.key": "答え:",
  "quiz.hint": "httpscope quiz --answersで答えを表示できます。",
  "quiz.versions": "クライアントとサーバーは、それぞれHTTPのどのバージョンを使っていますか。",
  "quiz.versions.answer": "クライアントは{client}、サーバーは{server}です（開始行に書かれています）。",
  "quiz.languages": "クライアントはどの言語を受け入れますか。また、実際に受け取ったのはどの言語ですか。",
  "quiz.languages.answer": "Accept-Language: {asked}、Content-Language: {got}です。",
  "quiz.languages.unsaid": "Accept-Language: {asked}です。レスポンスには言語が書かれていません。",
  "quiz.addresses":
    "クライアントとサーバーのアドレスとポートは何ですか。コネクションを開いたのはどちらですか。",
  "quiz.addresses.answer":
    "クライアントは{client}のポート{clientPort}、サーバーは{server}のポート{serverPort}です。クライアントがSYNを送って開きました。",
  "quiz.addresses.midstream":
    "クライアントは{client}のポート{clientPort}、サーバーは{server}のポート{serverPort}です。どちらが開いたかは、キャプチャからはわかりません。",
  "quiz.status":
    "{method} {target}に対するレスポンスのステータスコードは何ですか。また、どの分類に属しますか。",
  "quiz.status.answer": "{status}: {class}です。",
  "quiz.modified": "サーバー上の{target}が最後に変更されたのはいつですか。",
  "quiz.modified.answer": "{date}です（Last-Modified）。",
  "quiz.size": "{target}に対するレスポンスの本文は何バイトですか。また、その終わりはどうすればわかりますか。",
  "quiz.size.content-length": "{bytes}です。Content-Lengthに書かれています。",
  "quiz.size.chunked": "{bytes}です。チャンクに分かれていて、大きさ0のチャンクが終わりの印です。",
  "quiz.size.until-close": "{bytes}です。本文が終わると、サーバーがコネクションを閉じます。",
  "quiz.segments": "{target}に対するレスポンスは、いくつのTCPセグメントで運ばれましたか。",
  "quiz.segments.answer": "{count}個です。パケット{first}から{last}までの間にあります。",
  "quiz.segments.answer.one": "1個です（パケット{first}）。",
  "quiz.conditional":
    "{target}への最初の2つのGETは、それぞれ条件付きリクエストですか。サーバーは内容を送り直しましたか。",
  "quiz.conditional.answer":
    "1番目のGET：{first}。2番目のGET：{second}。2番目へのレスポンスは{status}で、本文は{bytes}です。",
  "quiz.conditional.none": "条件なし",
  "quiz.connections":
    "いくつのリクエストが、何本のコネクションで送られましたか。順番に1つずつですか、それとも同時にですか。",
  "quiz.connections.single": "{connections}でリクエスト1件です。",
  "quiz.connections.serial": "{connections}で{requests}を順番に送りました。",
  "quiz.connections.parallel": "{connections}で{requests}を送り、一部は同時に進みました。",
  "quiz.auth": "どの認証方式が使われていますか。また、そのヘッダーには何が入っていますか。",
  "quiz.auth.challenged":
    "最初のリクエストに返ったステータスコードは何ですか。次のリクエストに新しく付いたヘッダーには何が入っていますか。",
  "quiz.auth.basic":
    "Basic方式です。base64をデコードすると、ユーザー名（{user}）とパスワード（{password}）が現れます。暗号化はされていません。",
  "quiz.auth.other":
    "{scheme}方式で、ユーザー名（{user}）が入っています。パスワードそのものは入っていません。",
  "quiz.auth.basic-challenged":
    "401です。新しく付いたのはAuthorizationです。Basic方式で、base64をデコードすると、ユーザー名（{user}）とパスワード（{password}）が現れます。暗号化はされていません。",
  "quiz.auth.other-challenged":
    "401です。新しく付いたのはAuthorizationです。{scheme}方式で、ユーザー名（{user}）が入っています。パスワードそのものは入っていません。",
  "quiz.cookie": "サーバーが最初に設定するクッキーは何ですか。また、有効期限はいつまでですか。",
  "quiz.cookie.session":
    "トランザクション{id}の「{name}」です。有効期限がないので、ブラウザーを閉じるまでです。",
  "quiz.cookie.persistent":
    "トランザクション{id}の「{name}」です。有効期限が決められています（ExpiresまたはMax-Age）。",
  "quiz.redirect": "{target}を求めたクライアントは、どこへ行くように言われますか。",
  "quiz.redirect.answer": "{location}です（Location）。",
  "quiz.frames": "最初のリクエストとそのレスポンスは、それぞれどのパケットから始まりますか。",
  "quiz.frames.answer":
    "リクエストはパケット{request}から、レスポンス（ステータス行）はパケット{response}から始まります。",
  "quiz.rtt": "ハンドシェイク、つまり1往復にかかる時間はどれだけですか。",
  "quiz.rtt.answer": "SYNから、SYN-ACKに対するACKまで、{rtt}です。",
  "quiz.wait": "最初のリクエストを送ってからレスポンスが始まるまで、どれだけかかりますか。",
  "quiz.wait.answer": "リクエストの終わりからレスポンスの最初のバイトまで、{wait}です。",
  "quiz.close": "最初のコネクションを閉じるのはどちらですか。",
  "quiz.close.answer": "{side}です。",
  "quiz.server": "サーバーは、自分が何というプログラムだと言っていますか。",
  "quiz.server.answer": "{server}です（Server）。",

  // --- values in findings
  "value.unknown": "不明",
  "value.other": "{value}",
  "value.request": "リクエスト",
  "value.response": "レスポンス",
  "value.client": "クライアント",
  "value.server": "サーバー",
  "value.behind": "遅れている",
  "value.ahead of": "進んでいる",
  "value.body": "本文",
  "value.query": "クエリ",
  "value.target": "ターゲット",
  "value.Referer": "Referer",
  "value.its head": "ヘッダー",
  "value.its body": "本文",
  "value.its chunked body": "チャンクの本文",
  "value.the empty line is missing": "空行がない",
  "value.there is no start line in them": "開始行がない",
  "value.the connection ended (fin)": "コネクションがFINで終わった",
  "value.the connection ended (rst)": "コネクションがRSTで切れた",
  "value.the connection ended (idle)": "コネクションに何も流れなくなった",
  "value.the connection ended (capture-end)": "キャプチャが終わった",
  "value.the connection ended (reused)": "同じアドレスとポートで新しいコネクションが開かれた",
  "value.there is no Allow": "Allowがない",
  "value.it is not in UTF-8": "UTF-8ではない",
  "value.the capture begins inside the connection, and an earlier request may have been waiting for this response":
    "キャプチャがコネクションの途中から始まっていて、もっと前のリクエストがこのレスポンスを待っていたかもしれない",
  "value.acknowledgement": "確認応答（ACK）",
  "value.order": "順序",
  "value.the request was sent when all before the response had arrived":
    "このレスポンスより前のものがすべて届いてから送られたリクエストである",
  "value.it is the oldest request that can have this response":
    "このレスポンスを受け取りうるリクエストのうち、いちばん前のものである",
  "value.the response acknowledged nothing of it: it may have been meant for a request before the capture, or for none":
    "レスポンスがこのリクエストを少しも確認（ACK）しておらず、キャプチャより前のリクエストへのものか、どのリクエストへのものでもないかもしれない",
  "value.its response was lost": "レスポンスがキャプチャから欠落した",
  "value.too much was held": "保持できる量を超えた",
  "value.too many requests wait": "返事待ちのリクエストが多すぎる",
  "value.white space inside the target": "ターゲットの中に空白がある",
  "value.white space other than one blank between its parts": "各部分の間が空白1つではない",
  "value.no blank after the status code": "ステータスコードの後ろに空白がない",
  "value.white space other than one blank before the status code": "ステータスコードの前が空白1つではない",
  "value.they begin a start line whose end is not in the capture":
    "開始行で始まるが、その終わりがキャプチャにない",

  // --- statuses
  "class.1": "情報",
  "class.2": "成功",
  "class.3": "リダイレクト",
  "class.4": "クライアントエラー",
  "class.5": "サーバーエラー",
  "class.other": "分類なし",
  "status.100": "続けて本文を送ってください",
  "status.101": "了解です、プロトコルを切り替えましょう",
  "status.103": "お待ちのあいだに、これが必要になります",
  "status.200": "はい、どうぞ",
  "status.201": "新しく作りました",
  "status.202": "受け付けました、処理はこれからです",
  "status.204": "終わりました、お見せするものはありません",
  "status.206": "ご希望の部分です",
  "status.301": "引っ越しました、もう戻りません",
  "status.302": "今は別の場所にあります",
  "status.303": "結果はあちらで見てください",
  "status.304": "お持ちのコピーはまだ有効です",
  "status.307": "今はあちらに、同じ方法で頼んでください",
  "status.308": "引っ越しました、あちらに同じ方法で頼んでください",
  "status.400": "リクエストの意味がわかりません",
  "status.401": "どなたですか、資格情報を見せてください",
  "status.403": "わかりましたが、許可できません",
  "status.404": "ここには何もありません",
  "status.405": "そのメソッドは使えません",
  "status.406": "受け入れてもらえる種類のものがありません",
  "status.407": "プロキシに資格情報を見せてください",
  "status.408": "時間がかかりすぎです",
  "status.409": "今あるものと矛盾します",
  "status.410": "なくなりました、もう戻りません",
  "status.411": "長さを教えてください",
  "status.412": "条件が満たされていません",
  "status.413": "大きすぎます",
  "status.414": "ターゲットが長すぎます",
  "status.415": "この種類の内容は受け取れません",
  "status.416": "そのような部分はありません",
  "status.417": "ご期待には応えられません",
  "status.421": "サーバーをお間違えです",
  "status.422": "読めますが、つじつまが合いません",
  "status.426": "別のプロトコルを使ってください",
  "status.428": "条件を付けてください",
  "status.429": "リクエストが多すぎます",
  "status.431": "ヘッダーが大きすぎます",
  "status.451": "法律で禁じられています",
  "status.500": "こちらで何かが壊れました",
  "status.501": "知らないメソッドです",
  "status.502": "後ろのサーバーから正しい返事が来ませんでした",
  "status.503": "今は無理です、あとで来てください",
  "status.504": "後ろのサーバーが時間内に返事をしませんでした",
  "status.505": "そのバージョンは話せません",
  "status.other": "{reason}",

  // --- headers
  "field.accept": "クライアントが受け取れる内容の種類、望む順",
  "field.accept-charset": "クライアントが受け取れる文字エンコーディング",
  "field.accept-encoding": "本文に使ってよい圧縮方式",
  "field.accept-language": "ユーザーが読む言語、望む順",
  "field.accept-ranges": "一部だけの要求が可能",
  "field.access-control-allow-origin": "これを読んでよいページのサイト",
  "field.age": "キャッシュに置かれていた秒数",
  "field.allow": "ここで使えるメソッド",
  "field.authorization": "資格情報",
  "field.cache-control": "キャッシュでの扱い方",
  "field.connection": "コネクションを保つかどうか、次の区間だけに使うヘッダー",
  "field.content-disposition": "表示するか、この名前で保存するか",
  "field.content-encoding": "本文の圧縮方式",
  "field.content-language": "内容の言語",
  "field.content-length": "本文のバイト数",
  "field.content-location": "まさにこの表現がある場所",
  "field.content-range": "全体のうちのどの部分か",
  "field.content-security-policy": "ページが読み込んでよいもの",
  "field.content-type": "本文の種類（メディアタイプ）",
  "field.cookie": "サーバーから預かったもの",
  "field.date": "メッセージが作られた日時",
  "field.etag": "この版の印（エンティティタグ）",
  "field.expect": "本文を送る前に待つ返事",
  "field.expires": "古くなる日時",
  "field.from": "クライアントを使う人のメールアドレス",
  "field.host": "宛先のサイト（このアドレスにある中の1つ）",
  "field.if-match": "まだこの版である場合だけ",
  "field.if-modified-since": "この日時より後に変わった場合だけ",
  "field.if-none-match": "手元の版と違う場合だけ",
  "field.if-range": "変わっていなければ一部、変わっていれば全部",
  "field.if-unmodified-since": "この日時より後に変わっていない場合だけ",
  "field.keep-alive": "コネクションを開いておく時間",
  "field.last-modified": "内容が最後に変更された日時",
  "field.link": "関連するほかのリソース",
  "field.location": "行き先、または作られたものの場所",
  "field.max-forwards": "経由してよいサーバーの最大数",
  "field.origin": "リクエスト元のページのサイト",
  "field.pragma": "no-cache、HTTP/1.0での書き方",
  "field.proxy-authenticate": "プロキシに身元を示す方法",
  "field.proxy-authorization": "プロキシへの資格情報",
  "field.proxy-connection": "非標準：古いブラウザーがプロキシに送ったConnection",
  "field.range": "欲しい部分",
  "field.referer": "このリクエストのもとになったページ",
  "field.retry-after": "もう一度試す時期",
  "field.sec-websocket-accept": "サーバーが鍵を理解した証拠",
  "field.sec-websocket-key": "サーバーが返事に使う値",
  "field.sec-websocket-version": "WebSocketのバージョン",
  "field.server": "サーバーのプログラム",
  "field.set-cookie": "クライアントが預かって送り返すクッキー",
  "field.strict-transport-security": "今後はHTTPSでという指示",
  "field.te": "クライアントが受け取れる転送エンコーディング",
  "field.trailer": "本文の後に来るヘッダー",
  "field.transfer-encoding": "本文の運び方",
  "field.upgrade": "続きに使う別のプロトコル",
  "field.upgrade-insecure-requests": "HTTPSを希望",
  "field.user-agent": "クライアントのプログラム",
  "field.vary": "この表現を選ぶのに使われたヘッダー",
  "field.via": "経由したプロキシ",
  "field.warning": "キャッシュからの警告",
  "field.www-authenticate": "身元を示す方法",
  "field.x-cache": "非標準：キャッシュにあったかどうか",
  "field.x-forwarded-for": "非標準：プロキシの向こうにいるクライアント",
  "field.x-requested-with": "非標準：スクリプトからのリクエスト",
  "field.unknown": "HTTPの基本規格にないヘッダー",
};
