/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Signal;
import io.ttlog.cli.ReaderRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class MetricRecordsTest {
    private static ReaderRun read(String text) throws Exception {
        return ReaderRun.of(Signal.METRIC, new PrometheusRecords(), text);
    }

    @Test
    void readsSamplesOfPrometheus() throws Exception {
        ReaderRun run = read("""
                # HELP rpc Total.
                # TYPE rpc counter
                rpc_total{path="a\\\\b\\"c\\nd",service="x",} 4.0e+06 1395066363000
                rpc_created 1.7e9
                # TYPE lat histogram
                lat_bucket{le="+Inf"} 3 1395066363.5 # {trace_id="x"} 0.67
                # TYPE temp gauge
                temp -Inf
                nothing_known NaN
                {"my.metric",a="b"} 1
                # EOF
                """);
        assertThat(run.rejected()).as(run.report()).isZero();
        assertThat(run.events()).hasSize(6);
        assertThat(run.events().get(0))
                .containsOnly(
                        entry("timestamp", "2014-03-17T14:26:03Z"),
                        entry("service", "import"),
                        entry("name", "rpc_total"),
                        entry("kind", "counter"),
                        entry("value", 4.0e6),
                        entry("attrs.path", "a\\b\"c\nd"),
                        entry("attrs.service", "x"));
        assertThat(run.events().get(1)).contains(entry("kind", "gauge"), entry("attrs.prometheus_type", "counter"));
        assertThat(run.events().get(2))
                .contains(
                        entry("timestamp", "2014-03-17T14:26:03.500Z"),
                        entry("kind", "counter"),
                        entry("attrs.prometheus_type", "histogram"),
                        entry("attrs.le", "+Inf"));
        assertThat(run.events().get(3)).contains(entry("value", Double.NEGATIVE_INFINITY), entry("kind", "gauge"));
        assertThat(run.events().get(4)).contains(entry("value", Double.NaN));
        assertThat(run.events().get(5)).contains(entry("name", "my.metric"), entry("attrs.a", "b"));
    }

    @Test
    void rejectsBadSamplesWithTheColumn() throws Exception {
        ReaderRun run = read("a\nb{c} 1\nd{e=\"f} 1\ng one\nh 1 2 3\n{} 1\nok 1\n");
        assertThat(run.events()).hasSize(1);
        assertThat(run.rejected()).isEqualTo(6);
        assertThat(run.report())
                .contains("source:2: '=' is expected in column 4")
                .contains("source:6: no metric name");
    }

    @Test
    void readsRawDoublesBitForBit() throws Exception {
        long[] bits = {Double.doubleToRawLongBits(1.5), 0x7ff8_0000_0000_1234L, Double.doubleToRawLongBits(-0.0)};
        ByteBuffer bytes = ByteBuffer.allocate(27).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : bits) {
            bytes.putLong(value);
        }
        ReaderRun run = ReaderRun.ofBytes(Signal.METRIC, null, new DoubleRecords(), bytes.array());
        assertThat(run.events())
                .extracting(e -> e.get("value") instanceof Double d ? Double.doubleToRawLongBits(d) : null)
                .containsExactly(bits[0], bits[1], bits[2]);
        assertThat(run.events())
                .extracting(e -> e.get("timestamp"))
                .containsExactly("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z");
        assertThat(run.events()).extracting(e -> e.get("name")).containsOnly("source");
        assertThat(run.report()).contains("3 bytes at the end are no double");
    }

    private static ReaderRun json(String text, String... map) throws Exception {
        return ReaderRun.of(Signal.METRIC, new JsonRecords(Signal.METRIC), text, map);
    }

    @Test
    void readsHistograms() throws Exception {
        String line =
                "{\"ts\":1,\"name\":\"h\",\"kind\":\"histogram\",\"%s\":5,\"sum\":10.5,\"min\":1,\"max\":4,\"x\":true}";
        assertThat(json(String.format(line, "count")).event())
                .containsOnly(
                        entry("timestamp", "1970-01-01T00:00:01Z"),
                        entry("service", "import"),
                        entry("name", "h"),
                        entry("kind", "histogram"),
                        entry("count", 5L),
                        entry("sum", 10.5),
                        entry("min", 1.0),
                        entry("max", 4.0),
                        entry("attrs.x", true));
        assertThat(json(String.format(line, "n"), "count=n").event()).containsEntry("count", 5L);
        ReaderRun csv = ReaderRun.of(
                Signal.METRIC,
                new CsvRecords(),
                "metric,labels,kind,ts_ms,count,sum,min,max\nh,a=b,histogram,5,3,6,1,3\nh,a=b,histogram,5,-3,6,1,3\n");
        assertThat(csv.event()).contains(entry("count", 3L), entry("sum", 6.0), entry("attrs.a", "b"));
        assertThat(csv.report()).contains("source:3: field 'count' is no count that is recognised: '-3'");
    }

    @Test
    void rejectsHistogramsThatLackAPart() throws Exception {
        ReaderRun run = json("""
                {"name":"h","kind":"histogram","sum":1}
                {"name":"h","kind":"histogram","count":1,"sum":1,"min":1}
                """);
        assertThat(run.events()).isEmpty();
        assertThat(run.report()).contains("source:1: no count").contains("source:2: no max");
    }

    @Test
    void keepsFieldsOfReadingsThatAreNamedLikePartsOfAHistogram() throws Exception {
        assertThat(json("{\"name\":\"g\",\"value\":2,\"count\":5,\"min\":\"low\"}")
                        .event())
                .contains(entry("value", 2.0), entry("attrs.count", 5L), entry("attrs.min", "low"));
    }
}
