/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import io.ttlog.Redaction;
import io.ttlog.Redaction.Detector;
import io.ttlog.Redaction.Way;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the detectors find in real telemetry, 300 MB of it, line by line. It is looked for in {@code ../shared/corpora} beside the
 * repository, or where the property {@code ttlog.corpora} or the variable {@code TTLOG_CORPORA} says. With
 * {@code -Dttlog.corpora.print=true} each match is printed.
 */
@Timeout(300)
class CorporaMatchesTest {
    private static final Path CORPORA = place();

    private static Path place() {
        String property = System.getProperty("ttlog.corpora");
        String variable = System.getenv("TTLOG_CORPORA");
        String named = property == null ? variable : property;
        return named == null ? Path.of("..", "..", "shared", "corpora") : Path.of(named);
    }

    private static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : new String[] {"logs", "spans"}) {
            try (Stream<Path> files = Files.list(CORPORA.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".zst")).sorted().forEach(all::add);
            }
        }
        return all;
    }

    private static byte[] plain(Path file) throws IOException {
        try (InputStream in = new ZstdInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    @Test
    void findsWhatIsThereAndLittleElse() throws IOException {
        boolean present = Files.isDirectory(CORPORA.resolve("logs"));
        if (!present) {
            System.err.println(
                    "SKIPPED: no corpora in " + CORPORA.toAbsolutePath().normalize()
                            + "; name their place with -Dttlog.corpora=DIR or TTLOG_CORPORA");
        }
        assumeTrue(present);
        boolean print = Boolean.getBoolean("ttlog.corpora.print");
        TreeMap<String, Integer> matches = new TreeMap<>();
        for (Path file : files()) {
            byte[] bytes = plain(file);
            for (Detector detector : Detector.values()) {
                Scanner scanner = new Scanner(Redaction.standard().detect(Way.MASK, detector));
                int found = 0;
                int lineEnd;
                for (int line = 0; line < bytes.length; line = lineEnd + 1) {
                    lineEnd = line;
                    while (lineEnd < bytes.length && bytes[lineEnd] != '\n') {
                        lineEnd++;
                    }
                    for (int at = line; scanner.find(bytes, line, at, lineEnd); at = scanner.to()) {
                        found++;
                        if (print) {
                            int from = Math.max(line, scanner.from() - 40);
                            int to = Math.min(scanner.to(), scanner.from() + 60);
                            System.out.println(detector + "\t" + file.getFileName() + "\t"
                                    + new String(bytes, from, scanner.from() - from, StandardCharsets.ISO_8859_1) + "\t"
                                    + new String(
                                            bytes, scanner.from(), to - scanner.from(), StandardCharsets.ISO_8859_1));
                        }
                    }
                }
                if (found > 0) {
                    matches.put(file.getFileName() + " " + detector, found);
                }
            }
        }
        // In 830,000 lines. True, as a look at each kind of them shows: the ids of access keys and the session tokens
        // of CloudTrail,
        // the tokens of TrainTicket (each found by both), the card number of the boutique's load generator. False: 16
        // span ids of 16
        // decimal digits, "Elevated Token: Yes" and assignments of PowerShell on Windows.
        assertThat(matches)
                .containsExactly(
                        entry("aws-cloudtrail.ndjson.zst CLOUD_KEY", 2_855),
                        entry("aws-cloudtrail.ndjson.zst NAMED_VALUE", 38),
                        entry("nezha-onlineboutique-2022-08-22a.csv.zst CARD_NUMBER", 16),
                        entry("nezha-onlineboutique-2022-08.csv.zst CARD_NUMBER", 14),
                        entry("nezha-trainticket-2023-01-30.csv.zst JWT", 228),
                        entry("nezha-trainticket-2023-01-30.csv.zst NAMED_VALUE", 228),
                        entry("otrf-windows-events.ndjson.zst NAMED_VALUE", 94));
    }
}
