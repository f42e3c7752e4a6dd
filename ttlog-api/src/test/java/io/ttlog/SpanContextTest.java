/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the text of W3C Trace Context, level 2. */
class SpanContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private static String state(String tracestate) {
        return SpanContext.parse(PARENT, tracestate).tracestate();
    }

    @Test
    void readsAndWritesTheHeader() {
        SpanContext context = SpanContext.parse(PARENT, "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
        assertThat(context.isValid()).isTrue();
        assertThat(context.isSampled()).isTrue();
        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(context.spanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.traceIdHigh()).isEqualTo(0x4bf92f3577b34da6L);
        assertThat(context.traceIdLow()).isEqualTo(0xa3ce929d0e0e4736L);
        assertThat(context.spanIdBits()).isEqualTo(0x00f067aa0ba902b7L);
        assertThat(context.tracestate()).isEqualTo("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
        assertThat(context.traceparent()).isEqualTo(PARENT);
        assertThat(context).isEqualTo(SpanContext.parse(context.traceparent(), context.tracestate()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + TRACE + "-00f067aa0ba902b7-0",
                "00-" + TRACE + "-00f067aa0ba902b7-011",
                "00-" + TRACE + "-00f067aa0ba902b7-01-",
                "00-" + TRACE + "-00f067aa0ba902b7-01-what",
                "01-" + TRACE + "-00f067aa0ba902b7-01.what",
                "ff-" + TRACE + "-00f067aa0ba902b7-01",
                "FF-" + TRACE + "-00f067aa0ba902b7-01",
                "0x-" + TRACE + "-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-" + TRACE + "-00F067AA0BA902B7-01",
                "00-" + TRACE + "-00f067aa0ba902b7-0A",
                "00-" + TRACE + "-00f067aa0ba902b7-0g",
                "00-4bf92f3577b34da6a3ce929d0e0e473\u0661-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473.-00f067aa0ba902b7-01",
                "00_" + TRACE + "-00f067aa0ba902b7-01",
                "00-" + TRACE + "_00f067aa0ba902b7-01",
                "00-" + TRACE + "-00f067aa0ba902b7_01",
                " 00-" + TRACE + "-00f067aa0ba902b7-01"
            })
    void refusesWhatIsNoHeader(String header) {
        assertThat(SpanContext.parse(header, "a=b")).isEqualTo(SpanContext.NONE);
    }

    @Test
    void refusesAMissingHeaderAndOneWithoutEnd() {
        assertThat(SpanContext.parse(null, "a=b")).isEqualTo(SpanContext.NONE);
        assertThat(SpanContext.parse("cc" + PARENT.substring(2) + "-" + "x".repeat(100_000), null))
                .isEqualTo(SpanContext.NONE);
        assertThat(SpanContext.NONE.traceparent()).isEmpty();
        assertThat(SpanContext.NONE.traceId()).isEmpty();
        assertThat(SpanContext.NONE.spanId()).isEmpty();
    }

    @Test
    void readsOfALaterVersionWhatItKnows() {
        String same = "cc" + PARENT.substring(2);
        assertThat(SpanContext.parse(same, null).traceparent()).isEqualTo(PARENT);
        assertThat(SpanContext.parse(same + "-what-the-future-brings", null).traceparent())
                .isEqualTo(PARENT);
        assertThat(SpanContext.parse("cc-" + TRACE + "-00f067aa0ba902b7-ff", null)
                        .flags())
                .isEqualTo(SpanContext.SAMPLED);
    }

    @Test
    void keepsTheFlagsThatItKnows() {
        String unsampled = "00-" + TRACE + "-00f067aa0ba902b7-00";
        assertThat(SpanContext.parse(unsampled, null).traceparent()).isEqualTo(unsampled);
        assertThat(SpanContext.parse(unsampled, null).isSampled()).isFalse();
        assertThat(SpanContext.parse("00-" + TRACE + "-00f067aa0ba902b7-ff", null)
                        .traceparent())
                .endsWith("-03");
        assertThat(SpanContext.parse("00-" + TRACE + "-00f067aa0ba902b7-02", null)
                        .traceparent())
                .endsWith("-02");
    }

    @Test
    void leavesATraceStateOutThatIsNotValid() {
        List<String> wrong = List.of(
                "no member",
                "=value",
                "key=",
                "Key=value",
                "-key=value",
                "key=a=b",
                "key=\u00e9",
                "key=a\r\nSet-Cookie: b",
                "key=1,key=2",
                "k".repeat(257) + "=v",
                "k=" + "v".repeat(257),
                "a=" + "b".repeat(10_000));
        assertThat(wrong).allSatisfy(state -> assertThat(state(state)).as(state).isEmpty());
        assertThat(state("k".repeat(256) + "=v")).hasSize(258);
        assertThat(state("a1_-*/@b= v")).isEqualTo("a1_-*/@b= v");
        assertThat(state(" a=1 ,\t,, b=2\t")).isEqualTo("a=1,b=2");
        assertThat(SpanContext.parse("", "a=b").tracestate()).isEmpty();
    }

    @Test
    void takesNoMoreThan32MembersOfATraceState() {
        String most = IntStream.range(0, 32).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
        assertThat(state(most)).isEqualTo(most);
        assertThat(state(most + ",more=v")).isEmpty();
    }

    @Test
    void cutsATraceStateByWholeMembersTheLongOnesFirst() {
        String small = IntStream.range(0, 20)
                .mapToObj(i -> "k" + i + "=" + "v".repeat(20))
                .collect(Collectors.joining(","));
        String large = "large=" + "x".repeat(200);
        assertThat(small).hasSizeLessThanOrEqualTo(SpanContext.TRACESTATE_CHARS_MAX);
        assertThat(state(large + "," + small)).isEqualTo(small);
        String more = IntStream.range(0, 32)
                .mapToObj(i -> "k" + i + "=" + "v".repeat(20))
                .collect(Collectors.joining(","));
        String cut = state(more);
        assertThat(more).startsWith(cut + ",");
        assertThat(cut).hasSizeBetween(SpanContext.TRACESTATE_CHARS_MAX - 26, SpanContext.TRACESTATE_CHARS_MAX);
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless caller does
    void isNothingWithoutIds() {
        assertThat(new SpanContext(0, 0, 5, 1, "a=b")).isEqualTo(SpanContext.NONE);
        assertThat(new SpanContext(1, 0, 0, 1, "a=b")).isEqualTo(SpanContext.NONE);
        assertThat(new SpanContext(0, 1, 1, -1, null).flags())
                .isEqualTo(SpanContext.SAMPLED | SpanContext.RANDOM | SpanContext.LOCAL);
    }
}
