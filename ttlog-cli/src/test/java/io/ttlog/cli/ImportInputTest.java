/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import makes of its input, whole, compressed or broken: asked of the store afterwards. */
class ImportInputTest {
    private static final int LINES = 20_000;

    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private CommandRun importFiles(String format, Path... files) {
        List<String> arguments = new ArrayList<>(List.of("import", "--data", data().toString(), "--format", format));
        Arrays.stream(files).map(Path::toString).forEach(arguments::add);
        return CommandRun.of(arguments.toArray(new String[0]));
    }

    private long rows() {
        return Long.parseLong(
                CommandRun.answers(data(), "SELECT count(*) FROM logs").get(0));
    }

    /** Numbered lines that do not compress to nothing. */
    private static byte[] lines() {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            text.append("{\"ts\":1700000000000,\"i\":")
                    .append(i)
                    .append(",\"r\":")
                    .append(random.nextLong())
                    .append("}\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void readsPlainGzipAndZstdFilesWhateverTheirNames() throws IOException {
        byte[] plain = lines();
        ByteArrayOutputStream twoMembers = new ByteArrayOutputStream();
        twoMembers.write(gzip(Arrays.copyOf(plain, 1_000)));
        twoMembers.write(gzip(Arrays.copyOfRange(plain, 1_000, plain.length)));
        ByteArrayOutputStream twoFrames = new ByteArrayOutputStream();
        twoFrames.write(Zstd.compress(Arrays.copyOf(plain, 1_000)));
        twoFrames.write(Zstd.compress(Arrays.copyOfRange(plain, 1_000, plain.length)));
        CommandRun run = importFiles(
                "ndjson",
                Files.write(folder.resolve("a.ndjson"), plain),
                Files.write(folder.resolve("b"), twoMembers.toByteArray()),
                Files.write(folder.resolve("c.gz"), twoFrames.toByteArray()));
        assertThat(run.lastLine()).as(run.err()).startsWith("{\"rows\":" + 3 * LINES + ",\"rejected\":0,");
        assertThat(CommandRun.answers(data(), "SELECT count(*), count(DISTINCT i), min(i), max(i) FROM logs"))
                .containsExactly(3 * LINES + "," + LINES + ",0," + (LINES - 1));
    }

    @Test
    void undoesTheCompressionOfStandardInputToo() throws IOException {
        CommandRun run = CommandRun.imports(data(), gzip(lines()), "--format", "ndjson");
        assertThat(run.lastLine()).as(run.err()).startsWith("{\"rows\":" + LINES + ",\"rejected\":0,");
        assertThat(rows()).isEqualTo(LINES);
    }

    @Test
    void failsOnATruncatedGzipFileAndKeepsTheRowsBeforeTheCut() throws IOException {
        failsOnTheCut(gzip(lines()));
    }

    @Test
    void failsOnATruncatedZstdFileAndKeepsTheRowsBeforeTheCut() throws IOException {
        failsOnTheCut(Zstd.compress(lines()));
    }

    private void failsOnTheCut(byte[] compressed) throws IOException {
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(compressed, compressed.length * 2 / 3));
        Path unread = Files.write(folder.resolve("next.ndjson"), lines());
        CommandRun run = importFiles("ndjson", cut, unread);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(cut + ": reading failed after ").doesNotContain("\tat ");
        long rows = rows();
        assertThat(rows).isBetween(1L, LINES - 1L);
        assertThat(run.lastLine()).startsWith("{\"rows\":" + rows + ",\"rejected\":0,");
        assertThat(run.err()).contains("after " + rows + " rows");
        assertThat(CommandRun.answers(data(), "SELECT max(i) FROM logs")).containsExactly(Long.toString(rows - 1));
    }

    @Test
    void failsOnDamagedGzipData() throws IOException {
        byte[] gzip = gzip(lines());
        gzip[gzip.length - 6] ^= 1; // in the checksum
        CommandRun run = importFiles("ndjson", Files.write(folder.resolve("bad.gz"), gzip));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("bad.gz: reading failed").doesNotContain("\tat ");
    }

    @Test
    void keepsEveryLineOfBinaryGarbageAsAMessage() throws IOException {
        byte[] garbage = new byte[200_000];
        new Random(11).nextBytes(garbage);
        CommandRun run = importFiles("text", Files.write(folder.resolve("garbage"), garbage));
        long lineEnds = 1;
        for (byte b : garbage) {
            lineEnds += b == '\n' ? 1 : 0;
        }
        assertThat(run.code()).as(run.err()).isZero();
        long blank = run.err().contains("blank lines were skipped")
                ? Long.parseLong(run.err().replaceAll("(?s).*garbage: (\\d+) blank lines.*", "$1"))
                : 0;
        assertThat(run.lastLine()).startsWith("{\"rows\":" + (lineEnds - blank) + ",");
        assertThat(rows()).isEqualTo(lineEnds - blank);
        assertThat(run.err().chars().filter(c -> c < 0x20 && c != '\n'))
                .as("nothing that drives a terminal")
                .isEmpty();
    }

    @Test
    void keepsAllOfATextLineThatIsTooLongInPieces() {
        int length = (1 << 20) * 2 + 5;
        CommandRun run = CommandRun.imports(data(), "x".repeat(length) + "\nend\n", "--format", "text");
        assertThat(run.err()).contains("stdin:1: a line of more than 1048576 bytes; kept in pieces");
        assertThat(run.lastLine()).startsWith("{\"rows\":4,\"rejected\":1,");
        CommandRun answer =
                CommandRun.of("query", "--data", data().toString(), "-o", "ndjson", "SELECT message FROM logs");
        assertThat(answer.out().chars().filter(c -> c == 'x').count()).isEqualTo(length);
    }

    @Test
    void rejectsAJsonLineThatIsTooLongAndGoesOn() {
        String text = "{\"m\":\"" + "x".repeat(16 << 20) + "\"}\n{\"m\":\"short\"}\n";
        CommandRun run = CommandRun.imports(data(), text, "--format", "ndjson");
        assertThat(run.lastLine()).startsWith("{\"rows\":1,\"rejected\":1,");
        assertThat(run.err()).contains("stdin:1: a line of more than 16777216 bytes");
        assertThat(CommandRun.answers(data(), "SELECT m FROM logs")).containsExactly("short");
    }

    @Test
    void rejectsARecordThatIsTooLargeForAnEventAndGoesOn() {
        String text = "{\"m\":\"" + "x".repeat(5 << 20) + "\"}\n{\"m\":\"short\"}\n";
        CommandRun run = CommandRun.imports(data(), text, "--format", "ndjson");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lastLine()).startsWith("{\"rows\":1,\"rejected\":1,");
        assertThat(run.err()).contains("stdin:1: too large for an event");
    }

    @Test
    void bringsFieldsBackWithTheirTypes() {
        String text = "{\"ts\":\"2026-01-01T00:00:00.123456789Z\",\"big\":9223372036854775807,"
                + "\"bigger\":18446744073709551616,\"odd\":18446744073709551617,\"f\":1.5,\"b\":true,\"s\":\"007\","
                + "\"o\":{\"a\":{\"b\":1}},\"arr\":[1,{\"x\":null}],\"nul\":null,\"dup\":1,\"dup\":\"two\","
                + "\"lone\":\"a\\ud83d\",\"\":\"no name\"}\n";
        CommandRun run = CommandRun.imports(data(), text, "--format", "ndjson");
        assertThat(run.lastLine()).as(run.err()).startsWith("{\"rows\":1,\"rejected\":0,");
        assertThat(CommandRun.of(
                                "query",
                                "--data",
                                data().toString(),
                                "-o",
                                "ndjson",
                                "SELECT timestamp, attrs FROM logs")
                        .out())
                .startsWith("{\"timestamp\":\"2026-01-01T00:00:00.123456789Z\"")
                .contains("\"big\":9223372036854775807")
                .contains("\"bigger\":1.8446744073709552E19")
                .contains("\"odd\":\"18446744073709551617\"")
                .contains("\"f\":1.5")
                .contains("\"b\":true")
                .contains("\"s\":\"007\"")
                .contains("\"o.a.b\":1")
                .contains("\"arr\":\"[1,{\\\"x\\\":null}]\"")
                .contains("\"dup\":1")
                .contains("\"dup_2\":\"two\"")
                .contains("\"lone\":\"a\\ud83d\"")
                .contains("no name")
                .doesNotContain("nul\":");
    }

    @Test
    void readsCsvWithQuotesLineEndsShortRowsAndAByteOrderMark() {
        String text = "\uFEFFmessage,n\r\n\"two\r\nlines, \"\"quoted\"\"\",1\r\nshort\r\nplain,2\r\n";
        CommandRun run = CommandRun.imports(data(), text, "--format", "csv");
        assertThat(run.lastLine()).as(run.err()).startsWith("{\"rows\":2,\"rejected\":1,");
        assertThat(run.err()).contains("stdin:4: 1 fields where the header has 2");
        assertThat(CommandRun.of(
                                "query",
                                "--data",
                                data().toString(),
                                "-o",
                                "ndjson",
                                "SELECT message, n FROM logs ORDER BY n")
                        .out())
                .isEqualTo(
                        "{\"message\":\"two\\r\\nlines, \\\"quoted\\\"\",\"n\":1}\n{\"message\":\"plain\",\"n\":2}\n");
    }

    @Test
    void importsNothingFromEmptyInput() {
        for (String format : List.of("text", "ndjson", "csv")) {
            CommandRun run = CommandRun.imports(data(), "", "--format", format);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.lastLine()).startsWith("{\"rows\":0,\"rejected\":0,");
        }
        assertThat(rows()).isZero();
    }

    @Test
    void takesTheFilesOfSeveralImportsIntoOneStore() {
        for (int i = 0; i < 3; i++) {
            CommandRun.imports(data(), "{\"i\":" + i + "}\n", "--format", "ndjson");
        }
        assertThat(CommandRun.answers(data(), "SELECT i FROM logs ORDER BY i")).containsExactly("0", "1", "2");
    }
}
