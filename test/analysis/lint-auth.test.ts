import { describe, expect, it } from "vitest";
import { readChallenges } from "../../src/analysis/auth-fields.js";
import { codesIn, dataOf, GET, messages } from "./lint-run.js";

const BASIC = "Authorization: Basic eW9oZWk6cGFzcw==";
const ASK = 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm="Example.com"';
const asked = (id = "1.1") => messages(GET, ASK, { id });
const sent = (fields: string, response = "HTTP/1.1 200 OK", id = "1.2", client = "192.0.2.5:49152") =>
  messages(`${GET}\n${fields}`, response, { id, client });

describe("a challenge", () => {
  it("is told with its scheme and realm, each of a field", () => {
    const both = messages(
      GET,
      'HTTP/1.1 401 No\nWWW-Authenticate: Digest realm="a, b", qop="auth", nonce="n", Basic realm=x',
    );
    expect(dataOf("auth.challenge", both)).toEqual([
      { scheme: "Digest", realm: "a, b" },
      { scheme: "Basic", realm: "x" },
    ]);
    const proxy = messages(GET, 'HTTP/1.1 407 No\nProxy-Authenticate: Basic realm="p"');
    expect(dataOf("auth.challenge", proxy)).toEqual([{ scheme: "Basic", realm: "p" }]);
  });

  it("is to grammar", () => {
    expect(codesIn("auth", asked())).toEqual(["auth.challenge"]);
    const printed = messages(
      GET,
      'HTTP/1.1 401 No\nWWW-Authenticate: Basic realm=\u00e2\u0080\u009cExample.com"',
    );
    expect(codesIn("auth", printed)).toEqual(["auth.bad-challenge", "auth.challenge"]);
    expect(dataOf("auth.bad-challenge", messages(GET, "HTTP/1.1 401 No"))).toEqual([
      { why: "a 401 must have one" },
    ]);
  });

  it.each([
    ["Negotiate", [["Negotiate", null]]],
    [
      "Negotiate YQ==, NTLM",
      [
        ["Negotiate", "YQ=="],
        ["NTLM", null],
      ],
    ],
    [
      'Digest a="x\\"y", b = c , Basic',
      [
        ["Digest", null],
        ["Basic", null],
      ],
    ],
    [", ,Basic realm=x", [["Basic", null]]],
    [`Bearer realm =${" ".repeat(20)}"x", error="e"`, [["Bearer", null]]],
    [`Negotiate YQ==${" ".repeat(20)}`, [["Negotiate", "YQ=="]]],
  ])("%s is read", (text, expected) => {
    const { list, problem } = readChallenges(text);
    expect(list.map(({ scheme, token }) => [scheme, token])).toEqual(expected);
    expect(problem).toBeNull();
  });

  it.each(["", '"quoted"', 'Basic realm="open', "Basic realm=a b=c", "Basic realm=<>"])(
    "%s is bad",
    (text) => {
      expect(readChallenges(text).problem).not.toBeNull();
    },
  );
});

describe("a key without a scheme", () => {
  it.each([
    "SECRETKEY0123456789",
    "eyJhbGciOi.eyJzdWIiOi.SECRETSIG",
    "SECRETabc/DEF+x==",
    "SECRET:a b",
    "SECRETa, SECRETb",
  ])("%s is not named as one", (key) => {
    const [ok, refused] = [sent(`Authorization: ${key}`), sent(`Authorization: ${key}`, ASK)];
    expect(dataOf("auth.succeeded", ok)).toEqual([{ scheme: null, user: null, status: 200 }]);
    expect(dataOf("auth.failed", refused)).toEqual([{ scheme: null, user: null, status: 401 }]);
  });

  it("is told from a scheme by what follows it", () => {
    expect(dataOf("auth.succeeded", sent("Authorization: Token 9944b09199c62bcf"))).toMatchObject([
      { scheme: "Token" },
    ]);
    expect(dataOf("auth.succeeded", sent("Authorization: AWS AKIA:frJIUN8DYpKD="))).toMatchObject([
      { scheme: "AWS" },
    ]);
  });

  it.each(["SECRETkey:", "SECRETkey:x-oauth-basic", "SECRETkey:X"])(
    "is not taken for a user where a password is missing: %s",
    (pair) => {
      const field = `Authorization: Basic ${Buffer.from(pair).toString("base64")}`;
      expect(dataOf("auth.basic-cleartext", sent(field))).toEqual([{ user: null }]);
    },
  );
});

describe("Basic", () => {
  it("is readable, and names the user alone", () => {
    expect(dataOf("auth.basic-cleartext", sent(BASIC))).toEqual([{ user: "yohei" }]);
    expect(dataOf("auth.basic-cleartext", sent("Authorization: basic !"))).toEqual([{ user: null }]);
    expect(dataOf("auth.basic-cleartext", sent("Proxy-Authorization: Basic eW9oZWk6cGFzcw=="))).toHaveLength(
      1,
    );
  });

  it("and a Bearer token is", () => {
    expect(codesIn("auth", sent("Authorization: Bearer abc"))).toEqual([
      "auth.bearer-cleartext",
      "auth.succeeded",
    ]);
  });
});

const no = sent(BASIC, ASK);

const refused = (i: number, client = "192.0.2.5:1") => sent(BASIC, ASK, `${i}.1`, client);

describe("credentials", () => {
  it("are told to have succeeded once, until they fail", () => {
    const ok = sent(BASIC);
    expect(codesIn("auth", asked(), ok, ok, no, ok).filter((code) => /succeeded|failed/.test(code))).toEqual([
      "auth.succeeded",
      "auth.failed",
      "auth.succeeded",
    ]);
  });

  it("that are refused again and again are an alert, for one client", () => {
    expect(dataOf("auth.repeated-failure", refused(1), refused(2), refused(3), refused(4))).toEqual([
      { client: "192.0.2.5", count: 3 },
    ]);
    expect(dataOf("auth.repeated-failure", refused(1), refused(2), refused(3, "192.0.2.6:1"))).toEqual([]);
    const many = Array.from({ length: 30 }, (_, i) => refused(i + 1));
    expect(dataOf("auth.repeated-failure", ...many)).toHaveLength(2);
  });

  it("are not refused where the server wants the next step", () => {
    const ntlm = sent("Authorization: NTLM TlRM", "HTTP/1.1 401 No\nWWW-Authenticate: NTLM TlRMTVNT");
    expect(codesIn("auth", ntlm)).toEqual(["auth.challenge"]);
    const stale = sent(
      'Authorization: Digest username="a"',
      'HTTP/1.1 401 No\nWWW-Authenticate: Digest realm="r", stale=true',
    );
    expect(codesIn("auth", stale)).not.toContain("auth.failed");
    expect(codesIn("auth", sent(BASIC, "HTTP/1.1 403 No"))).toEqual(["auth.basic-cleartext"]);
  });
});

const digest = (parts: string) =>
  `Authorization: Digest username="yohei", realm="E", nonce="n1", uri="/", ${parts}`;

const withQuery = (uri: string) =>
  messages(`GET /a?x=SECRET HTTP/1.1\nHost: h\nAuthorization: Digest username="y", uri="${uri}"`);

describe("Digest", () => {
  it("is told with its user, and with MD5 as weak", () => {
    expect(dataOf("auth.digest", sent(digest("algorithm=SHA-256, qop=auth, nc=00000001")))).toEqual([
      { user: "yohei", algorithm: "SHA-256", qop: "auth" },
    ]);
    expect(codesIn("auth", sent(digest("algorithm=SHA-256, qop=auth")))).not.toContain("auth.digest-md5");
    expect(codesIn("auth", sent(digest("algorithm=MD5")))).toContain("auth.digest-md5");
    expect(codesIn("auth", sent(digest("qop=auth")))).toContain("auth.digest-md5");
  });

  it("is for the target that is asked for", () => {
    const other = sent('Authorization: Digest username="y", nonce="n", uri="/other"');
    expect(dataOf("auth.digest-uri-mismatch", other)).toEqual([{ uri: "/other", target: "/" }]);
    expect(codesIn("auth", sent(digest("qop=auth")))).not.toContain("auth.digest-uri-mismatch");
    expect(dataOf("auth.digest-uri-mismatch", withQuery("/a"), withQuery("/a?y=1"))).toEqual([
      { uri: "/a", target: "/a?\u2026" },
      { uri: "/a?\u2026", target: "/a?\u2026 with another query" },
    ]);
  });

  it("uses a nonce with one count once", () => {
    const first = sent(digest("qop=auth, nc=00000001"));
    const next = sent(digest("qop=auth, nc=00000002"), undefined, "1.3");
    const again = sent(digest("qop=auth, nc=00000001"), undefined, "2.1");
    expect(dataOf("auth.nonce-replayed", first, next, again)).toEqual([
      { scheme: "Digest", user: "yohei", first: "1.2" },
    ]);
    expect(dataOf("auth.nonce-replayed", first, next)).toEqual([]);
  });
});

describe("WSSE", () => {
  const wsse =
    'X-WSSE: UsernameToken Username="yohei", PasswordDigest="x=", Nonce="ZDM=", Created="2010-10-09T14:27:52Z"';

  it("is told with its user and how old it is, and not to be used again", () => {
    expect(dataOf("auth.wsse", sent(wsse))).toEqual([{ user: "yohei", age: 10 }]);
    expect(dataOf("auth.nonce-replayed", sent(wsse), sent(wsse, undefined, "2.1"))).toMatchObject([
      { scheme: "WSSE" },
    ]);
    expect(dataOf("auth.wsse", sent('X-WSSE: UsernameToken Username="y", Created="2010-10-09"'))).toEqual([
      { user: "y", age: null },
    ]);
  });
});

const post = (
  body: string,
  fields = "",
  response = "HTTP/1.1 200 OK",
  type = "application/x-www-form-urlencoded",
) =>
  messages(`POST /login/ HTTP/1.1\nHost: example.org\nContent-Type: ${type}${fields}`, response, {
    requestBody: body,
  });

describe("a password in a form", () => {
  it("is readable in the body and in the query, and is not told itself", () => {
    expect(dataOf("auth.form-password-cleartext", post("username=mina&password=chicken1"))).toEqual([
      { field: "password", where: "body" },
    ]);
    const query = messages("GET /login?user=a&passwd=b HTTP/1.1\nHost: example.org");
    expect(dataOf("auth.form-password-cleartext", query)).toEqual([{ field: "passwd", where: "query" }]);
  });

  it("is not what only looks like one", () => {
    expect(codesIn("auth", post("password=&compass=north&bypass=1"))).toEqual([]);
    for (const form of [
      "forgot_password=1",
      "email=x&remember_password=on",
      "show_password=false",
      "boarding_pass=AB12",
      "pwd=/home/x",
      "password_reset=done",
    ])
      expect([form, ...codesIn("auth", post(form))]).toEqual([form]);
    expect(codesIn("auth", post("pwd=secret1"))).toEqual(["auth.form-password-cleartext"]);
    expect(codesIn("auth", post('{"password":"x"}', "", undefined, "text/plain"))).toEqual([]);
    expect(codesIn("auth", messages("GET /?passenger=2&q=x HTTP/1.1\nHost: example.org"))).toEqual([]);
  });

  const LEADS = "HTTP/1.1 302 Found\nLocation: /cart/";
  const SETS = "Set-Cookie: sessionid=31d4d96e407aad42; HttpOnly; Path=/";
  const form = "username=mina&password=chicken1";

  it("is a login where the server leads on with a session identifier", () => {
    expect(dataOf("auth.login", post(form, "", `${LEADS}\n${SETS}`))).toEqual([
      { user: "mina", sign: "the server leads on and sets sessionid" },
    ]);
    expect(codesIn("auth", post(form, "", `HTTP/1.1 200 OK\n${SETS}`))).not.toContain("auth.login");
    expect(codesIn("auth", post(form, "", "HTTP/1.1 302 Found\nLocation: /login/?failed"))).not.toContain(
      "auth.login",
    );
  });

  it.each([
    ["logintoken=SECRET0123456789&username=bob", "bob"],
    ["login=Log+in&email=bob%40example.org", "bob@example.org"],
    ["session_id=SECRET&name=bob", "bob"],
    ["login_token=SECRET&id=c5cf1a8ee6c5ee4b1f4b5d2f7d1f6e0a", null],
    ["log=bob&redirect_to=%2F", "bob"],
    ["user%5Blogin%5D=bob&authenticity_token=SECRET", "bob"],
  ])("names the user of %s, and no token", (fields, user) => {
    const response = `${LEADS}\n${SETS}`;
    expect(dataOf("auth.login", post(`${fields}&password=x`, "", response))).toMatchObject([{ user }]);
  });

  it.each(["/signin.php", "http://login.example.org/login?error=1", "/account?status=failed"])(
    "is none where the server leads to %s",
    (location) => {
      const response = `HTTP/1.1 302 Found\nLocation: ${location}`;
      const refused = post(form, "\nCookie: sessionid=1", `${response}\nSet-Cookie: sessionid=2`);
      expect(codesIn("auth", refused)).toEqual(["auth.form-password-cleartext"]);
      expect(codesIn("cookie", post(form, "\nCookie: sessionid=1", response))).toEqual([]);
    },
  );

  it("may make an identifier of its own beside the one from before", () => {
    const both = "\nSet-Cookie: wordpress_logged_in_0123=bob%7C12345; Secure; HttpOnly; SameSite=Lax";
    const login = post(form, "\nCookie: PHPSESSID=before", LEADS + both);
    expect(codesIn("cookie", login)).not.toContain("cookie.not-rotated-at-login");
    const csrf = "\nSet-Cookie: csrftoken=c5cf1a8ee6c5ee4b1f4b5d2f7d1f6e0a; Secure; SameSite=Lax";
    const planted = post(form, "\nCookie: PHPSESSID=before", LEADS + csrf);
    expect(codesIn("cookie", planted)).toContain("cookie.not-rotated-at-login");
  });

  it("leaves who planted the identifier logged in, where it stays what it was", () => {
    const planted = "\nCookie: sessionid=planted";
    expect(codesIn("cookie", post(form, planted, LEADS))).toEqual(["cookie.not-rotated-at-login"]);
    expect(codesIn("cookie", post(form, planted, `${LEADS}\n${SETS}`))).not.toContain(
      "cookie.not-rotated-at-login",
    );
  });
});
