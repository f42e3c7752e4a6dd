/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import org.junit.jupiter.api.Test;

class AnchorRowTest {
    private static final String TRACE = "0123456789abcdef0123456789abcdef";
    private final Symbols symbols = new Symbols();

    private static EventReader read(AnchorRow row, int copy) {
        EventEncoder encoder = new EventEncoder();
        row.into(encoder, copy);
        encoder.end();
        return new EventReader().wrap(encoder.buffer(), 0);
    }

    @Test
    void aCopyComesLaterWithOtherIdentifiers() {
        String[] fields = {"1000", "INFO", "shop", "pod-1", "a.B", TRACE, "fedcba9876543210", "hello"};
        AnchorRow row = AnchorRow.log(fields, symbols);
        EventReader original = read(row, 0);
        assertThat(original.timestampNanos()).isEqualTo(1000);
        assertThat(original.traceIdHigh()).isEqualTo(0x0123456789abcdefL);
        EventReader copy = read(row, 1);
        assertThat(copy.timestampNanos()).isEqualTo(1000 + 6 * 3_600_000_000_000L);
        assertThat(copy.traceIdHigh()).isEqualTo(40503L << 48 | 0x456789abcdefL);
        assertThat(copy.traceIdLow()).isEqualTo(original.traceIdLow());
        assertThat(copy.spanId()).isEqualTo(40503L << 48 | 0xba9876543210L);
        assertThat(copy.message()).isEqualTo("hello");
    }

    @Test
    void identifiersInTextsAreOthersInACopy() {
        String text = "trace " + TRACE + " of 123e4567-e89b-12d3-a456-426614174000, 0123456789abcde";
        assertThat(AnchorRow.Ids.inText(text, 0)).isSameAs(text);
        assertThat(AnchorRow.Ids.inText(text, 1))
                .isEqualTo("trace 9e37456789abcdef0123456789abcdef of 9e374567-e89b-12d3-a456-426614174000,"
                        + " 0123456789abcde");
    }

    @Test
    void countersGoOnWhereTheCopyBeforeEnded() {
        String[] fields = {"S", "data", "requests", "zone=a", "counter", "2", "60000"};
        AnchorRow.Series series = new AnchorRow.Series(fields, symbols);
        AnchorRow first = series.point(5, 1.0);
        series.point(6, 7.0);
        assertThat(read(first, 2).value()).isEqualTo(15.0);
        assertThat(read(first, 2).timestampNanos()).isEqualTo(5 + 2 * 60_000_000_000L);
    }
}
