/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction;
import io.ttlog.Redaction.Detector;
import io.ttlog.Redaction.Way;
import io.ttlog.core.FuzzContract;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Any bytes as a text: matches are parts of it, in order, never empty, and the same when the text stands amid others. */
class ScannerFuzz extends FuzzContract {
    private static final int BEFORE = 7;

    private final Scanner all = new Scanner(Redaction.standard().detectAll(Way.MASK));
    private final Scanner[] alone = new Scanner[Detector.values().length];

    ScannerFuzz() {
        for (Detector detector : Detector.values()) {
            alone[detector.ordinal()] = new Scanner(Redaction.standard().detect(Way.HASH, detector));
        }
    }

    @Override
    protected boolean isAccepted(byte[] input) {
        byte[] amid = new byte[input.length + 2 * BEFORE];
        Arrays.fill(amid, (byte) 'a');
        System.arraycopy(input, 0, amid, BEFORE, input.length);
        check(all, input, amid);
        for (Scanner scanner : alone) {
            check(scanner, input, amid);
        }
        return true;
    }

    private static void check(Scanner scanner, byte[] input, byte[] amid) {
        int at = 0;
        while (scanner.find(input, 0, at, input.length)) {
            int from = scanner.from();
            int to = scanner.to();
            if (from < at || to <= from || to > input.length) {
                throw new AssertionError(from + " to " + to + " behind " + at + " of " + input.length);
            }
            boolean again = scanner.find(amid, BEFORE, BEFORE + at, BEFORE + input.length);
            if (!again || scanner.from() != BEFORE + from || scanner.to() != BEFORE + to) {
                throw new AssertionError(from + " to " + to + " depends on what stands around the text");
            }
            at = to;
        }
        if (scanner.find(amid, BEFORE, BEFORE + at, BEFORE + input.length)) {
            throw new AssertionError("a match more where the text stands amid others");
        }
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        seeds.put("jwt", bytes("token=" + ScannerTest.JWT + " eyJhbGciOiJkaXIifQ..aXY.Y2k.dGFn"));
        seeds.put("cards", bytes("4111 1111 1111 1111, 3782-822463-10005, 30569309025904"));
        seeds.put(
                "clouds",
                bytes("AKIAIOSFODNN7EXAMPLE xoxb" + "-123456789012-abcdefghij sk" + "_live_0123456789abcdef ghp_x"
                        + " secret_access_key=" + "a1B2".repeat(10)));
        seeds.put(
                "pem",
                bytes("-----BEGIN RSA PRIVATE KEY-----\nMIIE" + "A".repeat(40) + "\n-----END RSA PRIVATE KEY-----"));
        seeds.put("credentials", bytes("Bearer 0123456789abcdef Basic dGVzdDp0ZXN0 https://a:b@c"));
        seeds.put(
                "named",
                bytes("{\"password\":\"a\\\"b\",\\\"token\\\":\\\"x\\\"} Cookie: a=b; c=d\npassword=[x] token => 'y'"));
        return seeds;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected long allocatedBytesMax() {
        return 8L << 20;
    }
}
