/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds version 1 of the event format to bytes on disk: {@code golden/event-v1.bin} has the events of {@link
 * SampleEvents#fixed} and {@link SampleEvents#weighted} back to back, {@code golden/event-v1.txt} says what they are; {@code
 * golden/gap-v1} those of {@link SampleEvents#gaps}, {@code golden/metric-v1} those of {@link SampleEvents#metrics}. Made once by {@link #main}; if this test
 * fails, the format has changed and needs a new version, not new files.
 */
class EventGoldenTest {
    private final Symbols symbols = new Symbols();
    private final SampleEvents samples = new SampleEvents(symbols);

    private List<byte[]> events() {
        List<byte[]> records = new ArrayList<>(samples.fixed());
        records.add(samples.weighted());
        return records;
    }

    @Test
    void writesTheGoldenBytes() throws IOException {
        assertThat(joined(events())).isEqualTo(golden("event-v1.bin"));
    }

    @Test
    void writesTheGoldenGaps() throws IOException {
        assertThat(joined(samples.gaps())).isEqualTo(golden("gap-v1.bin"));
    }

    @Test
    void writesTheGoldenMetrics() throws IOException {
        assertThat(joined(samples.metrics())).isEqualTo(golden("metric-v1.bin"));
    }

    @Test
    void readsTheGoldenMetrics() throws IOException {
        samples.metrics();
        assertReads("metric-v1");
    }

    @Test
    void readsTheGoldenBytes() throws IOException {
        events(); // interns the symbols; the events come from the file
        assertReads("event-v1");
    }

    @Test
    void readsTheGoldenGaps() throws IOException {
        samples.gaps();
        assertReads("gap-v1");
    }

    private void assertReads(String name) throws IOException {
        byte[] bytes = golden(name + ".bin");
        List<byte[]> records = new ArrayList<>();
        EventReader reader = new EventReader();
        for (int at = 0; at < bytes.length; at += reader.recordBytes()) {
            reader.wrapChecked(bytes, at, bytes.length, name, at);
            records.add(Arrays.copyOfRange(bytes, at, at + reader.recordBytes()));
        }
        assertThat(described(records)).isEqualTo(new String(golden(name + ".txt"), StandardCharsets.UTF_8));
    }

    private String described(List<byte[]> records) {
        StringBuilder text = new StringBuilder();
        for (byte[] record : records) {
            text.append(escaped(samples.decode(record).toString())).append('\n');
            HexFormat hex = HexFormat.of();
            for (int at = 0; at < record.length; at += 16) {
                text.append("  ").append(hex.formatHex(record, at, Math.min(at + 16, record.length)));
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                escaped.append(c);
            } else {
                escaped.append("<U+")
                        .append(HexFormat.of().withUpperCase().toHexDigits(c))
                        .append('>');
            }
        }
        return escaped.toString();
    }

    private static byte[] joined(List<byte[]> records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        records.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = EventGoldenTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(file).as(name).isNotNull();
            return file.readAllBytes();
        }
    }

    /** Writes the files of version 1 into the directory {@code args[0]}; refuses to overwrite. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        EventGoldenTest events = new EventGoldenTest();
        events.write(directory, "event-v1", events.events());
        EventGoldenTest gaps = new EventGoldenTest();
        gaps.write(directory, "gap-v1", gaps.samples.gaps());
        EventGoldenTest metrics = new EventGoldenTest();
        metrics.write(directory, "metric-v1", metrics.samples.metrics());
    }

    private void write(Path directory, String name, List<byte[]> records) throws IOException {
        Files.write(directory.resolve(name + ".bin"), joined(records), StandardOpenOption.CREATE_NEW);
        Files.writeString(directory.resolve(name + ".txt"), described(records), StandardOpenOption.CREATE_NEW);
    }
}
