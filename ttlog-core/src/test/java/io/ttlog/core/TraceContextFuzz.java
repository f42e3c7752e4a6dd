/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import io.ttlog.Baggage;
import io.ttlog.SpanContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers {@code traceparent}, {@code tracestate} and {@code baggage}, a line each, as a request may bring them. */
class TraceContextFuzz extends FuzzContract {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Override
    protected boolean isAccepted(byte[] input) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 3);
        SpanContext context = SpanContext.parse(lines[0], lines.length > 1 ? lines[1] : null);
        require(context.isValid() != context.equals(SpanContext.NONE), "valid, or none");
        require(context.tracestate().length() <= SpanContext.TRACESTATE_CHARS_MAX, "a trace state that is bounded");
        require(context.tracestate().chars().allMatch(c -> c >= ' ' && c <= '~'), "one that a header can hold");
        require(
                context.equals(SpanContext.parse(context.traceparent(), context.tracestate())),
                "the same again from what it writes");
        Baggage baggage = Baggage.parse(lines.length > 2 ? lines[2] : null);
        require(baggage.keys().size() <= Baggage.MEMBERS_MAX, "members that are bounded");
        require(baggage.header().length() <= Baggage.BYTES_MAX, "a header that is bounded");
        require(baggage.header().chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t'), "one that can be sent");
        require(baggage.equals(Baggage.parse(baggage.header())), "the same baggage from what it writes");
        return context.isValid();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("not " + what);
        }
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> inputs = new LinkedHashMap<>();
        Baggage baggage = Baggage.EMPTY.with("user", "\u00e9 %").with("k", "v");
        inputs.put("plain", PARENT.getBytes(StandardCharsets.UTF_8));
        inputs.put("state", (PARENT + "\ncongo=t61, rojo=00f067,a@b=1").getBytes(StandardCharsets.UTF_8));
        inputs.put("baggage", (PARENT + "\nk=v\n" + baggage.header() + ",p=1;q=2;r").getBytes(StandardCharsets.UTF_8));
        inputs.put("later", ("cc" + PARENT.substring(2) + "-more\n\na=%20").getBytes(StandardCharsets.UTF_8));
        return inputs;
    }

    @Override
    protected long allocatedBytesMax() {
        return 64 << 20;
    }
}
