/**
 * The sentence of one occurrence of every finding, in Korean: the `detail` of FINDINGS, with the same `{fields}`. No
 * particle hangs on a placeholder; English text of the analysis stands behind a colon or in brackets.
 */
import type { FindingCode } from "../../core/findings.js";

export const koFindings: Readonly<Record<FindingCode, string>> = {
  "capture.truncated": "{file} 파일이 바이트 위치 {offset}에서 잘려 있습니다",
  "capture.corrupt": "{file} 파일이 바이트 위치 {from}에서 손상되어 있습니다: {what} ({outcome})",
  "capture.no-timestamp":
    "{file} 파일의 단순 패킷(Simple Packet)에는 자체 시각이 없습니다. 이런 패킷이 관련된 소요 시간은 알 수 없습니다",
  "capture.snapped":
    "패킷 {all}개 중 {packets}개가 잘려 있으며, 가장 긴 것이 {longest}바이트입니다. {bytes}바이트가 캡처되지 않았습니다. 스냅 길이를 늘려 캡처하십시오",
  "capture.time-precision-cut":
    "{file} 파일의 인터페이스 {interface}번은 시각을 나노초보다 세밀하게 기록합니다. 나노초 미만은 버렸습니다",
  "capture.verify-mismatch":
    "{file} 파일의 패킷 {packet}(바이트 위치 {offset})에서 {field} 값이 다르게 읽혔습니다: 여기서는 {ours}, 두 번째 판독기에서는 {theirs}",
  "capture.dropped": "{file}: 패킷 {packets}개가 캡처에 닿기 전에 버려졌습니다",
  "capture.tap-ended": "{file}: {tool} 프로그램이 끝났습니다: {why}",
  "capture.follow-broken": "{file} 파일이 이어지지 않습니다: {what}",
  "capture.not-kept": "{file} 파일은 {bytes}바이트에서 끝나며, 이후의 패킷은 저장하지 않습니다: {why}",
  "capture.unverified": "{file} 파일의 패킷 {packets}개를 검증하지 못했습니다: {why}",
  "link.unknown-type": "해석할 수 없는 링크 타입입니다: {linkType} ({name})",
  "ip.fragment-lost":
    "{source}에서 {target} 쪽으로 가는 데이터그램의 조각 {fragments}개({bytes}바이트)를 포기했습니다: {why}",
  "ip.fragment-overlap":
    "{source}에서 {target} 쪽으로 가는 데이터그램의 조각들이 서로 다른 바이트로 겹칩니다",
  "tcp.gap": "{direction} 방향의 오프셋 {offset}에서 {bytes}바이트가 누락되었습니다",
  "tcp.late-data":
    "{direction} 방향의 {bytes}바이트가 그다음 부분을 읽은 뒤에야 왔습니다. 어느 메시지에도 들어가지 않습니다",
  "tcp.retransmission": "{direction} 방향의 {bytes}바이트가 재전송되었습니다",
  "tcp.overlap-conflict":
    "{direction} 방향의 오프셋 {offset}에서 {bytes}바이트가 서로 다른 내용으로 두 번 왔습니다(패킷 {first}, {second}). 먼저 온 것을 따릅니다",
  "tcp.out-of-window":
    "{direction} 방향의 {bytes}바이트가 스트림에서 {distance}바이트 떨어져 있습니다. 스트림의 일부로 보지 않습니다",
  "tcp.port-reused": "패킷 {frame}에서 같은 주소와 포트로 새 연결이 시작되었습니다",
  "tcp.stray-syn":
    "열려 있는 연결의 {direction} 쪽에서 시퀀스 번호 {seq}의 SYN이 왔습니다(올 차례는 {expected}). 아무도 답하지 않아, 뒤따른 {bytes}바이트와 함께 무시했습니다. 위조된 것일 수 있습니다",
  "tcp.data-after-rst":
    "패킷 {reset}의 RST 뒤에 {direction} 방향의 {bytes}바이트가 이어지며, 이것도 유효한 것으로 봅니다: {outcome}",
  "tcp.reset-outside-window":
    "{direction} 방향의 RST(시퀀스 번호 {seq})를 무시했습니다. {expected}번부터 {window}바이트 이내에 있는 것만 인정합니다",
  "tcp.forged-reset":
    "패킷 {reset}의 RST(시퀀스 번호 {seq}, 올 차례는 {expected}) 뒤에도 {direction} 방향이 이어집니다. 위조된 RST이므로 인정하지 않습니다",
  "tcp.data-after-fin": "{direction} 방향의 스트림이 끝난 뒤에 {bytes}바이트가 더 왔습니다: {outcome}",
  "http.bare-lf":
    "{direction}에 CR 없이 LF만으로 끝나는 줄이 있습니다({part}). 그곳을 줄의 끝으로 처리합니다(RFC 9112 §2.2)",
  "http.bare-cr": "{direction} 헤더 부분의 줄 안에 CR이 있습니다. 그 줄의 일부로 처리합니다(RFC 9112 §2.2)",
  "http.framing-behind-bare-cr":
    "{direction} 헤더 부분의 줄 안에 있는 CR이 다른 것을 가립니다({hidden}): {taken}",
  "http.space-before-colon": "{direction}의 {name} 헤더에서 콜론 앞에 공백이 있습니다: {taken}",
  "http.obs-fold":
    "{direction}의 {name} 헤더가 다음 줄로 이어집니다. 하나의 값으로 처리합니다(RFC 9112 §5.2)",
  "http.folded-framing-field":
    "{direction}의 접힌 줄이 메시지의 경계나 Host에 영향을 줍니다({line}): {taken}",
  "http.blank-before-fields":
    "{direction}의 첫 헤더가 공백으로 시작합니다({name}). 그 헤더로 처리하지 않지만(RFC 9112 §2.2), 그 줄을 건너뛰거나 헤더로 받아들이는 구현도 있습니다",
  "http.nul-byte":
    "{direction} 헤더 부분에 NUL이 있습니다. 그것이 놓인 값의 일부로 처리하지만(RFC 9110 §5.5), 텍스트가 거기서 끝난다고 보는 구현도 있습니다",
  "http.framing-field-disguised":
    "{direction}의 {name} 헤더는 이름이 다르므로 {meant} 헤더로 처리하지 않습니다(RFC 9110 §5.1). 느슨한 구현은 같은 헤더로 받아들일 수도 있습니다",
  "http.framing-field-in-trailers":
    "{direction}의 트레일러에 {name} 필드가 있습니다. 헤더로 처리하지 않습니다(RFC 9110 §6.5.1)",
  "http.bad-field-line": "{direction} 헤더 부분에 헤더가 아닌 줄이 있습니다: {line}",
  "http.missing-host": "HTTP/1.1 요청에 유효한 Host가 없습니다: {what}",
  "http.repeated-host":
    "요청 하나에 Host가 {count}개 있습니다. 첫 번째 것을 따르지만, 마지막 것을 따르거나 요청을 거부하는 구현도 있습니다(RFC 9112 §3.2)",
  "http.host-differs-from-target":
    "대상과 Host가 가리키는 사이트가 다릅니다(대상은 {target}, Host는 {host}). 대상을 따릅니다(RFC 9112 §3.2.2)",
  "http.content-length-and-chunked":
    "{direction} 하나에 Content-Length와 Transfer-Encoding이 함께 있습니다: {taken}",
  "http.repeated-content-length":
    "{direction}에 같은 Content-Length({value})가 {count}번 나옵니다. 하나로 처리합니다(RFC 9112 §6.3)",
  "http.padded-content-length": "{direction}의 Content-Length가 0으로 시작합니다({value}): {taken}",
  "http.bad-content-length": "{direction}의 Content-Length가 올바르지 않습니다({value}): {taken}",
  "http.content-coding-bad": "{direction}의 내용({encoding})을 디코딩할 수 없습니다: {why}",
  "http.bad-transfer-encoding": "{direction}의 Transfer-Encoding에 문제가 있습니다({value}): {taken}",
  "http.identity-transfer-encoding":
    "{direction}의 Transfer-Encoding에 옛 표기인 identity가 있습니다({value}): {taken}",
  "http.chunked-in-old-version": "HTTP/1.0인데도 {direction}의 본문이 청크로 전송되었습니다: {taken}",
  "http.no-version": "요청 줄에 버전이 없습니다. HTTP/0.9로 처리합니다",
  "http.bad-version": "{direction}의 버전이 올바르지 않습니다({version}). HTTP/1.1로 읽습니다(RFC 9112 §2.3)",
  "http.bad-request-line": "요청 줄이 문법에 맞지 않습니다: {why}",
  "http.bad-status-line": "상태 줄이 문법에 맞지 않습니다: {why}",
  "http.bad-chunk": "청크로 전송된 {direction}에 문제가 있습니다: {why}",
  "http.bad-chunk-extension":
    "{direction}의 청크 확장에 문제가 있습니다({why}). 다음 LF까지를 확장으로 처리합니다(RFC 9112 §7.1.1)",
  "http.unexpected-body":
    "{method} 요청에 의미가 정해지지 않은 본문이 있습니다({framing}). 이 요청의 본문으로 처리하지만(RFC 9110 §9.3.1), 본문을 읽지 않는 서버는 다음 요청으로 받아들입니다",
  "http.length-without-body": "본문이 없는 {status} 응답에 {field} 헤더가 있습니다: {taken}",
  "http.incomplete-message": "{direction} 메시지가 도중에 끝납니다({part}): {why}",
  "http.body-short": "{direction}의 본문이 알려 준 {announced}바이트 가운데 {bytes}바이트만 오고 끝났습니다",
  "http.no-length": "길이를 알려 주는 것이 없습니다. 연결이 닫힐 때까지가 본문입니다",
  "http.not-http": "{direction} 방향의 {bytes}바이트는 HTTP 메시지가 아닙니다: {why}",
  "http.body-ate-next-message":
    "{direction}의 본문 안에서 다른 메시지가 시작됩니다({what}). 본문으로 처리합니다(RFC 9112 §6.3)",
  "http.message-in-body":
    "{direction}의 본문 안에서 메시지가 시작됩니다({what}). 지금까지는 달리 볼 근거가 없어 내용으로 처리합니다",
  "http.forbidden-body":
    "상태 코드나 메서드로 보아 본문이 없는 {direction} 뒤에 {bytes}바이트가 있습니다. 본문으로 처리하지 않습니다(RFC 9112 §6.3)",
  "http.extra-bytes": "{direction}의 끝 뒤에 오는 {bytes}바이트는 다른 메시지의 시작이 아닙니다",
  "http.no-response": "{method} 요청에 대한 응답이 캡처에 없습니다: {why}",
  "http.unrequested-response": "{status} 응답이 있지만 그 요청은 캡처에 없습니다",
  "http.second-response":
    "트랜잭션 {previous}에서 마지막 요청에 응답한 뒤 {status} 응답이 또 왔습니다. 어느 요청의 응답으로도 처리하지 않지만(RFC 9112 §9.2), 프록시가 다음 요청의 응답으로 넘겨줄 수 있습니다",
  "http.response-before-request":
    "이 요청보다 먼저 와 있던 응답이 있습니다(트랜잭션 {response}). 이 요청의 응답으로 처리하지 않지만(RFC 9112 §9.2), 그렇게 처리하는 클라이언트가 있을 수 있습니다",
  "http.early-response":
    "요청이 패킷 {requestFrame}에서 끝나기 전에, 패킷 {responseFrame}에서 이미 응답이 시작되었습니다",
  "http.pairing-inferred": "이 응답과 이 요청은 추정으로 짝지었습니다({by}): {why}",
  "http.connection-reused": "이 연결의 {depth}번째 트랜잭션입니다",
  "http.unknown-method": "등록되지 않은 메서드입니다: {method}",
  "http.unknown-status": "등록되지 않은 상태 코드입니다: {status}",
  "uri.fragment-sent": "대상에 프래그먼트(# 뒷부분)가 들어 있습니다. 프래그먼트는 보내는 것이 아닙니다",
  "uri.userinfo": "URI에 사용자 정보가 들어 있습니다(위치: {where})",
  "http.host-port-mismatch": "Host의 포트는 {port}번인데 연결의 포트는 {connection}번입니다",
  "http.field-name-typo": "{direction}에 {name} 헤더가 있습니다. {meant} 헤더를 잘못 적은 것일 수 있습니다",
  "http.bad-media-type": "{direction}의 Content-Type이 문법에 맞지 않습니다: {value}",
  "http.media-type-unknown": "{direction}의 Content-Type이 등록되지 않은 미디어 타입입니다: {contentType}",
  "http.charset-missing":
    "{direction}의 내용({contentType})에 charset이 없습니다. 바이트로 추정한 문자 인코딩: {looks}",
  "http.charset-conflict":
    "{direction}의 charset이 서로 다릅니다. Content-Type에는 {outside}, 내용에는 {inside}",
  "http.content-type-mismatch":
    "{direction}의 Content-Type과 내용의 첫 부분이 서로 다릅니다. Content-Type은 {contentType}, 내용은 {kind}",
  "http.json-invalid": "{direction}의 내용이 JSON이 아닙니다: {why}",
  "http.jsonp": "응답이 쿼리에 적힌 {name} 함수를 호출합니다. 응답이 코드로 실행됩니다",
  "http.cross-site": "{from} 사이트의 페이지가 {host} 호스트에서 스크립트를 불러옵니다",
  "http.json-charset": "{direction}의 JSON에 charset이 붙어 있습니다. 아무 의미가 없습니다",
  "http.content-type-without-body": "{direction}에 본문이 없는데 Content-Type이 있습니다: {contentType}",
  "http.bad-qvalue": "{field} 헤더의 품질 값이 올바르지 않습니다: {q}",
  "http.negotiated": "요청이 바라는 것 가운데 하나가 왔습니다. {field}: {asked}, 받은 것: {got}",
  "http.accept-ignored": "요청이 바라지 않은 것이 왔습니다. {field}: {asked}, 받은 것: {got}",
  "http.negotiation-no-vary":
    "다른 {field} 값에는 다른 형태로 응답했는데, 이 헤더가 Vary에 적혀 있지 않습니다",
  "http.not-acceptable": "406: 요청이 바라는 것({asked})이 서버에 없습니다",
  "http.bad-via": "{direction}의 Via가 문법에 맞지 않습니다: {value}",
  "http.intermediary": "{direction} 메시지가 중개자를 거쳐 왔습니다({field}: {value})",
  "http.keep-alive": "유휴 연결을 열어 두는 시간: {timeout}초, 앞으로 받을 요청: {max}개",
  "http.keep-alive-expired":
    "{idle}초 동안 아무것도 오가지 않던 연결을 썼습니다. 이 연결의 한도는 {timeout}초입니다",
  "http.connection-close": "{direction}에서 연결을 끝내겠다고 알립니다",
  "http.created": "새로 만들어졌습니다: {uri} (이름을 정한 쪽: {chosenBy})",
  "http.allow": "허용되는 메서드: {methods}",
  "http.allow-wrong": "405 응답에 알맞은 Allow가 없습니다: {why}",
  "http.trace-enabled":
    "서버가 TRACE에 {status} 응답을 보냈습니다. 쿠키와 자격 증명까지 그대로 되돌려 보냅니다",
  "http.client-error": "상태 코드 {status}, 요청: {request}",
  "http.server-error": "상태 코드 {status}, 요청: {request}",
  "http.hsts-over-cleartext": "평문으로 보낸 Strict-Transport-Security는 효력이 없습니다",
  "http.condition-on-wrong-method": "{method} 요청에서는 {field} 조건이 무시됩니다",
  "http.lost-update":
    "트랜잭션 {overwritten}에서 쓴 내용을, 그것을 본 적이 없는 이 클라이언트가 조건 없이 덮어씁니다",
  "http.retry-unsafe": "이 연결에서 같은 {method} 요청을 다시 보냈습니다. 두 번 처리될 수 있습니다",
  "http.polling": "같은 요청을 {period}초마다 보냅니다(지금까지 {count}번)",
  "cookie.first-set": "{name} 쿠키가 처음으로 설정됩니다(도메인: {domain})",
  "cookie.value-changed": "클라이언트가 보낸 {name} 쿠키의 값을 서버가 바꿉니다",
  "cookie.deleted": "클라이언트에게 {name} 쿠키를 지우라고 합니다",
  "cookie.no-httponly": "세션 식별자({name})에 HttpOnly가 없습니다. 페이지의 스크립트가 읽을 수 있습니다",
  "cookie.no-secure": "세션 식별자({name})에 Secure가 없습니다. 암호화되지 않은 연결로도 전송됩니다",
  "cookie.no-samesite":
    "{name} 쿠키에 SameSite가 없습니다. 다른 사이트의 요청에 실리는지는 브라우저마다 다릅니다",
  "cookie.secure-over-cleartext": "보안 연결 전용인 {name} 쿠키를 평문으로 설정합니다. 브라우저는 거부합니다",
  "cookie.samesite-none-insecure":
    "{name} 쿠키에 Secure 없이 SameSite=None만 있습니다. 브라우저는 거부합니다",
  "cookie.expires-and-max-age": "{name} 쿠키에 Expires와 Max-Age가 함께 있습니다. Max-Age를 따릅니다",
  "cookie.very-long": "{name} 쿠키의 수명이 {days}일입니다. 브라우저는 400일로 줄입니다",
  "cookie.domain-mismatch":
    "{name} 쿠키를 {domain} 도메인에 설정하지만, {host} 호스트는 그 도메인에 속하지 않습니다. 클라이언트는 거부합니다",
  "cookie.third-party": "{from} 사이트의 페이지에서 {host} 호스트가 {name} 쿠키를 설정합니다",
  "cookie.used-after-delete":
    "트랜잭션 {deleted}에서 끝난 세션 식별자({name})인데 서버가 아직도 {status} 응답을 보냅니다",
  "cookie.not-rotated-at-login":
    "로그인한 뒤에도 세션 식별자({name})가 그대로입니다. 이것을 심어 둔 사람도 함께 로그인됩니다(세션 고정)",
  "cookie.shared-between-clients":
    "같은 세션 식별자({name})를 두 클라이언트가 보냅니다({first}, {client}). 탈취되었거나, 한 클라이언트가 프록시나 NAT 뒤에 있는 것입니다",
  "cookie.shared-between-programs":
    "한 주소의 두 프로그램이 같은 세션 식별자({name})를 보냅니다: {first}, {agent}",
  "cookie.session-id-in-url":
    "세션 식별자({name})가 URL에 있습니다(위치: {where}). 로그와 방문 기록에 남습니다",
  "auth.challenge": "서버가 자격 증명을 요구합니다({scheme} 방식, 영역: {realm})",
  "auth.bad-challenge": "챌린지가 문법에 맞지 않습니다: {why}",
  "auth.succeeded": "{scheme} 자격 증명이 받아들여졌습니다(사용자: {user}, 상태 코드 {status})",
  "auth.failed": "{scheme} 자격 증명이 거부되었습니다(사용자: {user}, 상태 코드 {status})",
  "auth.repeated-failure": "클라이언트 {client}의 자격 증명이 {count}번 연달아 거부되었습니다",
  "auth.basic-cleartext": "비밀번호를 누구나 읽을 수 있습니다(Basic 방식, 사용자: {user})",
  "auth.bearer-cleartext": "액세스 토큰을 누구나 읽을 수 있습니다(Bearer 방식)",
  "auth.form-password-cleartext": "비밀번호를 누구나 읽을 수 있습니다(폼의 {field} 항목, 위치: {where})",
  "auth.login": "로그인으로 보입니다(사용자: {user}). 비밀번호를 보냈고, 응답에 다음 징후가 있습니다: {sign}",
  "auth.digest": "Digest 방식, 사용자: {user}, 알고리즘: {algorithm}, qop: {qop}",
  "auth.digest-md5": "Digest 방식에 이미 깨진 알고리즘을 씁니다: {algorithm} (사용자: {user})",
  "auth.digest-uri-mismatch": "Digest의 대상({uri})과 요청의 대상({target})이 다릅니다",
  "auth.wsse": "WSSE UsernameToken, 사용자: {user}, 만든 때: {age}초 전",
  "auth.nonce-replayed":
    "{scheme} 논스를 다시 썼습니다(사용자: {user}, 처음 쓴 트랜잭션: {first}). 재전송 공격이거나, 한 요청이 두 곳에서 캡처된 것입니다",
  "cache.lifetime": "{seconds}초 동안 유효합니다({source}). 공유 캐시에서는 {shared}초",
  "cache.hit": "캐시에 {age}초 동안 있던 응답입니다",
  "cache.not-stored": "캐시가 저장해서는 안 되는 응답입니다: {source}",
  "cache.revalidated": "클라이언트가 가진 사본이 아직 유효합니다. {saved}바이트를 절약했습니다",
  "cache.changed": "클라이언트가 가진 사본은 더 이상 유효하지 않아 새 내용이 왔습니다",
  "cache.unconditional-304": "요청에 조건이 없는데 304로 응답했습니다",
  "cache.validator-ignored": "클라이언트가 제시한 것과 똑같은 {field} 값으로 응답 전체가 다시 왔습니다",
  "cache.fetched-while-fresh":
    "{seconds}초 동안 유효한 응답(트랜잭션 {first})을 받은 지 {age}초 만에 다시 요청했습니다",
  "cache.etag-unquoted": "{field} 헤더의 값에 따옴표가 없습니다: {value}",
  "cache.bad-directive": "Cache-Control의 지시어가 문법에 맞지 않습니다({directive}). 캐시는 무시합니다",
  "cache.pragma-in-response": "응답의 Pragma에는 아무 의미가 없습니다",
  "cache.etag-reveals-file": "엔티티 태그에 파일의 정보가 드러납니다: {facts}",
  "cache.precondition-failed": "요청의 조건이 충족되지 않았습니다",
  "redirect.location": "클라이언트를 다른 주소로 보냅니다: {location}",
  "redirect.followed": "트랜잭션 {from}의 리다이렉트를 따라간 요청입니다",
  "redirect.chain": "트랜잭션 {first}부터 리다이렉트가 {hops}번 이어집니다({ms}밀리초)",
  "redirect.unfollowed": "리다이렉트가 알려 준 주소로 요청하지 않았습니다: {location}",
  "redirect.to-https": "평문에서 {host} 호스트의 HTTPS로 보냅니다. HTTPS는 캡처에서 읽을 수 없습니다",
  "redirect.cross-site": "{host} 호스트에서 다른 사이트로 보냅니다: {target}",
  "redirect.method-changed": "리다이렉트를 따라가면서 {before} 메서드가 {after} 메서드로 바뀝니다",
  "redirect.loop": "리다이렉트 {hops}번 만에 처음 주소로 돌아옵니다: {location}",
  "redirect.no-location": "{status} 응답에 Location이 없습니다",
  "redirect.bad-location": "Location의 값({location})이 URI가 아닙니다: {why}",
  "time.clock-skew": "{host} 서버의 시계가 캡처의 시계와 {seconds}초 차이 납니다(서버 시계: {direction})",
  "time.no-date": "응답에 Date가 없습니다",
  "time.bad-date": "{field} 헤더의 값이 날짜가 아닙니다: {value}",
  "time.weekday-wrong": "{field} 헤더의 요일이 틀렸습니다: {value} (실제 요일: {weekday})",
  "time.obsolete-format": "{field} 헤더의 날짜가 옛 형식입니다: {value}",
  "time.modified-in-future": "Last-Modified가 Date보다 {seconds}초 늦습니다",
  "time.slow-wait": "{wait}밀리초 기다렸습니다. 이 캡처에서는 보통 {usual}밀리초입니다",
  "limit.fragments": "대기 중인 조각난 데이터그램이 한도({limit})를 넘어, 가장 오래된 것을 포기했습니다",
  "limit.flows": "열린 연결이 {limit}개를 넘어, 가장 오래 쉬고 있던 연결을 끝난 것으로 처리했습니다",
  "limit.held":
    "보관 중인 데이터가 {limit}바이트를 넘어, 가장 많이 보관하던 이 연결은 더 기다리지 않기로 했습니다",
  "limit.queue": "{direction} 방향에서 순서가 바뀐 데이터가 {limit}바이트를 넘습니다",
  "limit.compare":
    "{direction} 방향의 {bytes}바이트가 다시 왔지만, 너무 늦어서 처음 온 것과 비교하지 못했습니다",
  "limit.start-line": "{direction}의 시작 줄이 {limit}바이트보다 깁니다",
  "limit.head": "{direction}의 헤더 부분이 한도({limit} {unit})보다 큽니다",
  "limit.chunk": "{direction}의 청크 전송에 {limit}바이트보다 긴 부분이 있습니다({part})",
  "limit.interim": "중간 응답이 {limit}개를 넘습니다. 나머지는 수만 셉니다",
  "limit.pending": "응답을 받지 못한 요청이 {limit}개를 넘어, 가장 오래된 것을 닫았습니다",
  "limit.tunnel": "터널 요청에 대한 응답이 오기 전에 {limit}바이트 넘게 왔습니다. 터널로 처리합니다",
  "limit.content":
    "{direction}의 내용이 한도({limit} {unit})를 넘습니다. 디코딩하지 않았거나 끝까지 하지 않았습니다",
  "limit.table": "요약의 표가 한도({limit} {table})를 넘습니다. 새로운 것은 수만 셉니다",
  "limit.list": "{of}의 목록({list})이 {limit}개를 넘습니다. 나머지는 수만 셉니다",
  "limit.depth": "패킷 하나에 캡슐화가 {limit}겹 넘게 들어 있습니다",
};
