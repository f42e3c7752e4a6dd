/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJsonTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void readsBackWhatItWrote() throws IOException {
        Report report = new Report();
        report.circumstances.put("java", "17 \"x\"");
        report.add("log call", "ttlog", "ns", List.of(1.5, 2.25));
        report.add("sustained", "jfr", Measure.RATE, List.of(7.1e6));
        report.failures.add("otel: lost 3 of 5 events");
        Path file = directory.resolve("report.json");
        ReportJson.write(report, file);
        Report read = ReportJson.read(file);
        assertThat(read.measures()).isEqualTo(report.measures());
        assertThat(read.circumstances).isEqualTo(report.circumstances);
    }

    @Test
    void refusesWhatIsNoReport() throws IOException {
        Path file = Files.writeString(directory.resolve("other.json"), "{\"format\": \"other\", \"measures\": []}");
        assertThatThrownBy(() -> ReportJson.read(file)).hasMessageContaining("format other");
        Files.writeString(file, "[1]");
        assertThatThrownBy(() -> ReportJson.read(file)).hasMessageContaining("not a JSON object");
        Files.writeString(file, "{\"measures\": [{\"what\": \"x\", \"samples\": []}]}");
        assertThatThrownBy(() -> ReportJson.read(file)).hasMessageContaining("lacks");
    }
}
