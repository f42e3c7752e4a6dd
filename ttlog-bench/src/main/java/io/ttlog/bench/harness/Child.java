/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import io.ttlog.bench.store.Anchor;
import io.ttlog.bench.store.Ingest;
import io.ttlog.bench.store.OpenTime;
import io.ttlog.bench.store.ParquetSize;
import io.ttlog.bench.store.StoreSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The main class of a measuring JVM: {@code Child HARNESS DIRECTORY RESULT_FILE name=value...} */
public final class Child {
    private Child() {}

    /** Runs the harness; its figures go to the file, whatever the peer prints to the standard streams. */
    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (int i = 3; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        Map<String, Double> figures = run(args[0], Path.of(args[1]), new Settings(settings));
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(figures).forEach((name, value) -> lines.append(name + '=' + value + '\n'));
        Files.writeString(Path.of(args[2]), lines);
        System.exit(0); // not for a peer's threads to decide
    }

    /** Runs the harness in this JVM, with files in the directory. */
    static Map<String, Double> run(String harness, Path directory, Settings settings) throws Exception {
        return switch (harness) {
            case "paced" -> Paced.run(directory, settings);
            case "throughput" -> Throughput.run(directory, settings);
            case "visible" -> Visible.run(directory, settings);
            case "memory" -> Memory.run(directory, settings);
            case "store" ->
                StoreSize.run(directory, Path.of(settings.text("anchor")), Anchor.Subset.of(settings.text("subset")));
            case "ingest" ->
                Ingest.run(
                        directory,
                        Path.of(settings.text("anchor")),
                        settings.text("rows"),
                        settings.text("read").equals("true"),
                        settings.number("warmup"),
                        settings.number("count"),
                        settings.values().containsKey("store.mergeFanIn")
                                ? Map.of("store.mergeFanIn", settings.text("store.mergeFanIn"))
                                : Map.of());
            case "open" -> OpenTime.run(directory, Path.of(settings.text("anchor")), settings.number("logs"));
            case "parquet" ->
                ParquetSize.run(directory, Path.of(settings.text("anchor")), Anchor.Subset.of(settings.text("subset")));
            case "size" -> FileSize.run(directory, settings);
            default -> throw new IllegalArgumentException("no harness is named " + harness);
        };
    }
}
