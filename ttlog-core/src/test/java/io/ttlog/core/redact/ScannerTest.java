/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ttlog.Redaction;
import io.ttlog.Redaction.Detector;
import io.ttlog.Redaction.Way;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.Wtf8;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each detector finds, and what it leaves alone. Keys of clouds are put together here, lest scanners of repositories find them. */
@Timeout(120)
@ExtendWith(SeededRandom.class)
class ScannerTest {
    static final String HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
    static final String JWT = HEADER + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    /** For 800,000 bytes: a linear search takes some ms, up to a second before it is compiled; a quadratic one 10 s and more. */
    private static final long NANOS_MAX = 5_000_000_000L;

    private static final String DIGITS = "0123456789";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static Scanner scanner(Detector... detectors) {
        return new Scanner(Redaction.standard().detect(Way.MASK, detectors));
    }

    /** The text with each match in its place as [***]. */
    static String masked(Scanner scanner, String text) {
        byte[] bytes = Wtf8.encode(text);
        StringBuilder left = new StringBuilder();
        int at = 0;
        while (scanner.find(bytes, 0, at, bytes.length)) {
            assertThat(scanner.from()).isGreaterThanOrEqualTo(at);
            assertThat(scanner.to()).isGreaterThan(scanner.from()).isLessThanOrEqualTo(bytes.length);
            left.append(Wtf8.decode(bytes, at, scanner.from() - at)).append("[***]");
            at = scanner.to();
        }
        return left.append(Wtf8.decode(bytes, at, bytes.length - at)).toString();
    }

    private static String masked(Detector detector, String text) {
        return masked(scanner(detector), text);
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String random(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    // ---- JWT

    @Test
    void findsJsonWebTokens() {
        assertThat(masked(Detector.JWT, "token=" + JWT)).isEqualTo("token=[***]");
        assertThat(masked(Detector.JWT, JWT + "; " + JWT + ".")).isEqualTo("[***]; [***].");
        assertThat(masked(Detector.JWT, "{\"t\":\"" + JWT + "\"}")).isEqualTo("{\"t\":\"[***]\"}");
        String unsigned = base64url("{\"typ\":\"JWT\", \"alg\":\"none\"}") + "." + base64url("{\"sub\":\"1\"}") + ".";
        assertThat(masked(Detector.JWT, "<" + unsigned + ">")).isEqualTo("<[***]>");
        String encrypted = base64url("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..aXY.Y2lwaGVy.dGFn";
        assertThat(masked(Detector.JWT, encrypted + " end")).isEqualTo("[***] end");
        assertThat(masked(Detector.JWT, HEADER + ".eyJzdWIiOiIxMjM0…(+900 chars)"))
                .isEqualTo("[***]…(+900 chars)");
    }

    @Test
    void findsAlgorithmsAtAnyPlaceOfAHeader() {
        for (int i = 0; i < 12; i++) {
            String token = base64url("{\"k\":\"" + "x".repeat(i) + "\",\"alg\":\"RS256\"}") + ".eyJ9.c2ln";
            assertThat(masked(Detector.JWT, token)).isEqualTo("[***]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ",
                "eyJhbGciOiJIUzI1NiJ9",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0",
                "eyJhbGciOiJIUzI1NiJ9..",
                "eyJmb28iOiJiYXIifQ.eyJzdWIiOiIxIn0.c2ln",
                "xeyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
                "heyJude.and.others"
            })
    void leavesAloneWhatIsNoToken(String text) {
        assertThat(masked(Detector.JWT, text)).isEqualTo(text);
    }

    // ---- card numbers: the issuers' own numbers for tests

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "4222222222222",
                "5555555555554444",
                "5105 1051 0510 5100",
                "2223003122003222",
                "378282246310005",
                "3782 822463 10005",
                "6011111111111117",
                "3056 930902 5904",
                "30569309025904",
                "3530111333300000",
                "6200000000000005"
            })
    void findsCardNumbers(String number) {
        assertThat(masked(Detector.CARD_NUMBER, number)).isEqualTo("[***]");
        assertThat(masked(Detector.CARD_NUMBER, "paid with " + number + ", 12/29"))
                .isEqualTo("paid with [***], 12/29");
        assertThat(masked(Detector.CARD_NUMBER, "card=" + number + "&x=1.")).isEqualTo("card=[***]&x=1.");
        assertThat(masked(Detector.CARD_NUMBER, "(" + number + ").")).isEqualTo("([***]).");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112", // check digit
                "1111111111111117", // nobody's prefix
                "41111111111111111", // 17 digits, of Visa
                "0.4111111111111111",
                "4111111111111111.5",
                "a4111111111111111",
                "4111111111111111a",
                "id-4111111111111111",
                "4111111111111111-1",
                "550e8400-e29b-41d4-a716-446655440000",
                "4111 1111 1111 111",
                "41 11 11 11 11 11 11 11",
                "4111  1111  1111  1111",
                "4111 1111-1111 1111",
                "1795261896123456789",
                "2026-11-22 00:10:11 1234567890123",
                "411111111111111111111111111111111111"
            })
    void leavesOtherNumbersAlone(String text) {
        assertThat(masked(Detector.CARD_NUMBER, text)).isEqualTo(text);
    }

    @Test
    void takesFewRandomNumbersForCards(Random random) {
        Scanner scanner = scanner(Detector.CARD_NUMBER);
        int found = 0;
        for (int i = 0; i < 100_000; i++) {
            found += masked(scanner, random(random, DIGITS, 16)).equals("[***]") ? 1 : 0;
        }
        assertThat(found).isBetween(1_500, 3_500); // 10% pass Luhn, of these some 26% have a prefix
    }

    // ---- cloud keys

    @Test
    void findsKeysOfClouds(Random random) {
        for (String key : new String[] {
            "AKIA" + random(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            "ASIA" + random(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            "AIza" + random(random, LETTERS + DIGITS + "-_", 35),
            "ghp" + "_" + random(random, LETTERS + DIGITS, 36),
            "gho" + "_" + random(random, LETTERS + DIGITS, 36),
            "ghs" + "_" + random(random, LETTERS + DIGITS, 36),
            "ghr" + "_" + random(random, LETTERS + DIGITS, 76),
            "github" + "_pat_" + random(random, LETTERS + DIGITS, 22) + "_" + random(random, LETTERS + DIGITS, 59),
            "xox" + "b-" + random(random, DIGITS, 12) + "-" + random(random, DIGITS, 12) + "-"
                    + random(random, LETTERS, 24),
            "xox" + "p-" + random(random, DIGITS, 12) + "-" + random(random, LETTERS, 32),
            "xap" + "p-1-A" + random(random, DIGITS, 10) + "-" + random(random, DIGITS, 12),
            "sk" + "_live_" + random(random, LETTERS + DIGITS, 24),
            "rk" + "_live_" + random(random, LETTERS + DIGITS, 24)
        }) {
            assertThat(masked(Detector.CLOUD_KEY, key)).isEqualTo("[***]");
            assertThat(masked(Detector.CLOUD_KEY, "key '" + key + "' is")).isEqualTo("key '[***]' is");
            assertThat(masked(Detector.CLOUD_KEY, "x=" + key + ";" + key)).isEqualTo("x=[***];[***]");
            String inWord = "Z" + key;
            assertThat(masked(Detector.CLOUD_KEY, inWord)).isEqualTo(inWord);
        }
    }

    @Test
    void findsKeysOfCloudsByTheirNames(Random random) {
        String secret = random(random, LETTERS + DIGITS + "/+", 39) + "x";
        assertThat(masked(Detector.CLOUD_KEY, "aws_secret_access_key = " + secret))
                .isEqualTo("aws_secret_access_key = [***]");
        assertThat(masked(Detector.CLOUD_KEY, "{\"SecretAccessKey\": \"" + secret + "\"}"))
                .isEqualTo("{\"SecretAccessKey\": \"[***]\"}");
        String account = random(random, LETTERS + DIGITS + "/+", 86) + "==";
        assertThat(masked(Detector.CLOUD_KEY, "AccountName=a;AccountKey=" + account + ";EndpointSuffix=x"))
                .isEqualTo("AccountName=a;AccountKey=[***];EndpointSuffix=x");
        String other = "checksum=" + secret;
        assertThat(masked(Detector.CLOUD_KEY, other)).isEqualTo(other);
        String noKey = "SecretAccessKey: missing";
        assertThat(masked(Detector.CLOUD_KEY, noKey)).isEqualTo(noKey);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIA", "AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7EXAMPLE7", "AKIAiosfodnn7example", "ASIAN markets",
                        "AIzaShort",
                "ghp_short", "sk_live_", "mask_live_0123456789abcdef", "xoxb-", "xoxo-hugs-and-kisses",
                        "task_test_case",
                "github_pat_short"
            })
    void leavesAloneWhatOnlyBeginsLikeAKey(String text) {
        assertThat(masked(Detector.CLOUD_KEY, text)).isEqualTo(text);
    }

    // ---- private keys, credentials

    @Test
    void findsPrivateKeys() {
        String body = "\nMIIEpAIBAAKCAQEA7bq0K8n5xYz0123456789+/abcdefghij\nklmnopqrstuvwxyz==\n";
        for (String kind : new String[] {"", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "}) {
            String key = "-----BEGIN " + kind + "PRIVATE KEY-----" + body + "-----END " + kind + "PRIVATE KEY-----";
            assertThat(masked(Detector.PRIVATE_KEY, "key: " + key + "\nnext")).isEqualTo("key: [***]\nnext");
            assertThat(masked(Detector.PRIVATE_KEY, key.replace("\n", "\\n") + key))
                    .isEqualTo("[***][***]");
        }
        assertThat(masked(Detector.PRIVATE_KEY, "------BEGIN PRIVATE KEY-----" + body + "…(+900 chars)"))
                .isEqualTo("-[***]…(+900 chars)");
        String mention = "expected -----BEGIN PRIVATE KEY-----, got -----BEGIN CERTIFICATE-----";
        assertThat(masked(Detector.PRIVATE_KEY, mention)).isEqualTo(mention);
        String certificate = "-----BEGIN CERTIFICATE-----" + body + "-----END CERTIFICATE-----";
        assertThat(masked(Detector.PRIVATE_KEY, certificate)).isEqualTo(certificate);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer mF_9.B5f-4.1JqM12345 | Authorization: Bearer [***]",
                "bearer 0123456789abcdef0123456789abcdef. | bearer [***].",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== | Basic [***]",
                "curl -u Basic dGVzdDp0ZXN0 x | curl -u Basic [***] x",
                "https://user:pa55@host/x | https://user:[***]@host/x",
                "jdbc:postgresql://app:p@ss@db:5432/shop?x=y@z | jdbc:postgresql://app:[***]@db:5432/shop?x=y@z",
                "amqp://guest:guest@localhost | amqp://guest:[***]@localhost",
                "redis://:secret@cache:6379 | redis://:[***]@cache:6379"
            })
    void findsCredentials(String text, String expected) {
        assertThat(masked(Detector.CREDENTIALS, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer of news",
                "Bearer authentication failed",
                "bearer token expected",
                "Basic Authentication is required",
                "basic information",
                "forbearer 0123456789abcdef0123",
                "https://host:8080/a@b",
                "https://user@host/",
                "http://[::1]:8080/",
                "https://{user}:{password}@host/",
                "ssh git@github.com:a/b",
                "mailto:a@b"
            })
    void leavesAloneWhatHasNoCredentials(String text) {
        assertThat(masked(Detector.CREDENTIALS, text)).isEqualTo(text);
    }

    // ---- named values

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "password=hunter2 | password=[***]",
                "login(user=ada, password=hunter2) | login(user=ada, password=[***])",
                "Password: hunter2 | Password: [***]",
                "db.password = hunter2; x=1 | db.password = [***]; x=1",
                "{\"password\":\"hun\\\"ter2\",\"user\":\"ada\"} | {\"password\":\"[***]\",\"user\":\"ada\"}",
                "{\"password\": 1234, \"a\": 1} | {\"password\": [***], \"a\": 1}",
                "{\\\"password\\\":\\\"hunter2\\\",\\\"a\\\":1} | {\\\"password\\\":\\\"[***]\\\",\\\"a\\\":1}",
                "{'token': 'abc', 'x': 'y'} | {'token': '[***]', 'x': 'y'}",
                "/login?token=abc&x=1 | /login?token=[***]&x=1",
                "Authorization: Digest username=\"a\", response=\"b\" | Authorization: [***]",
                "{Authorization=Bearer abc, Host=x} | {Authorization=[***], Host=x}",
                "{Authorization=[Bearer abc], Host=[x]} | {Authorization=[[***]], Host=[x]}",
                "Cookie: a=b; c=d | Cookie: [***]",
                "access_token=Bearer abc x | access_token=[***] x",
                ":password => 'abc' | :password => '[***]'",
                "export API_KEY=abc | export API_KEY=[***]",
                "X-Api-Key: abc def | X-Api-Key: [***] def"
            })
    void findsValuesBehindTheirNames(String text, String expected) {
        assertThat(masked(Detector.NAMED_VALUE, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password={}",
                "password={password}",
                "password: \"{}\"",
                "password=",
                "password: ",
                "password=null",
                "\"password\":null}",
                "Failed password for invalid user admin from 10.0.0.7 port 22",
                "password_length=12",
                "a=b c: d",
                "12:30:45",
                "token::method",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:name",
                "WHERE oauth_access_token = ?",
                "\"password\":\"\"",
                "passwordé=x"
            })
    void leavesAloneWhatIsNoNamedValue(String text) {
        assertThat(masked(Detector.NAMED_VALUE, text)).isEqualTo(text);
    }

    @Test
    void takesTheWayOfTheDetectorForNamedValues() {
        Scanner scanner = new Scanner(Redaction.none()
                .keys(Way.DROP, "pin")
                .detect(Way.HASH, Detector.NAMED_VALUE)
                .detect(Way.MASK, Detector.JWT));
        byte[] text = Wtf8.encode("pin=1234 " + JWT);
        assertThat(scanner.find(text, 0, 0, text.length)).isTrue();
        assertThat(scanner.way()).isEqualTo(Way.HASH);
        assertThat(scanner.find(text, 0, scanner.to(), text.length)).isTrue();
        assertThat(scanner.way()).isEqualTo(Way.MASK);
    }

    // ---- all

    @ParameterizedTest
    @EnumSource(Detector.class)
    void findsNothingOfADetectorThatIsOff(Detector detector) {
        String all = JWT + " 4111111111111111 password=x https://a:b@c -----BEGIN PRIVATE KEY-----" + "A".repeat(40)
                + " AKIAIOSFODNN7EXAMPLE";
        Scanner others = new Scanner(Redaction.standard());
        assertThat(others.isOff()).isTrue();
        assertThat(masked(others, all)).isEqualTo(all);
        assertThat(masked(scanner(detector), all)).isNotEqualTo(all);
    }

    /** Triggers one behind the other, each of which could have looked to the end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ",
                "eyJhbGciOiJIUzI1NiJ9.",
                "eyJ.",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN ",
                "-",
                "4111 ",
                "4111-",
                "4",
                "://a:",
                "://",
                "password=",
                "password:\\\"",
                "=",
                "ghp_",
                "sk_live_",
                "AKIA",
                "xoxb-",
                "github_pat_",
                "account_key=",
                "Bearer ",
                "Basic ",
                "a.",
                "\"",
                "password= "
            })
    void staysLinear(String part) {
        staysLinear(part, new Scanner(Redaction.standard().detectAll(Way.MASK)));
        for (Detector detector : Detector.values()) {
            staysLinear(part, scanner(detector));
        }
    }

    private static void staysLinear(String part, Scanner scanner) {
        byte[] text = Wtf8.encode(part.repeat(800_000 / part.length()));
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3 && least >= NANOS_MAX; i++) {
            long start = System.nanoTime();
            count(scanner, text);
            least = Math.min(least, System.nanoTime() - start);
        }
        assertThat(least).as("nanoseconds").isLessThan(NANOS_MAX);
    }

    private static int count(Scanner scanner, byte[] text) {
        int matches = 0;
        for (int at = 0; scanner.find(text, 0, at, text.length); at = scanner.to()) {
            matches++;
        }
        return matches;
    }

    @Test
    void allocatesNothing() {
        Scanner scanner = new Scanner(Redaction.standard().detectAll(Way.MASK));
        byte[] text = Wtf8.encode(
                "a=b c:d " + JWT + " 4111 1111 1111 1111 \"password\":\"x\" https://a:b@c/ Basic dGVzdDp0ZXN0 "
                        + "AKIAIOSFODNN7EXAMPLE Authorization: Bearer mF_9.B5f-4.1JqM12345");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int matches = 0;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                matches += count(scanner, text);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(matches).isEqualTo(20_000 * 7);
        assertThat(least).isLessThan(100); // the measurement itself
    }
}
