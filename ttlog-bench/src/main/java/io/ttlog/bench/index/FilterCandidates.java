/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.index;

import com.sun.management.ThreadMXBean;
import io.ttlog.bench.store.Anchor;
import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.index.Keys;
import io.ttlog.storage.index.TextKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures filters over the logs of the anchor, by service and time in row groups of 16 MiB: bits a key, keys told of in vain, CPU to build and to ask:
 * {@code ANCHOR}. Times are CPU of this thread.
 */
public final class FilterCandidates {
    private static final long GROUP_BYTES = 16L << 20;
    private static final int OTHERS = 1_000_000;
    private static final int ROUNDS = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FilterCandidates() {}

    private record Log(String service, long nanos, byte[] message) {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<Log> logs = new ArrayList<>();
        new Anchor(Path.of(args[0]))
                .readText(
                        Anchor.Subset.LOGS,
                        fields -> logs.add(new Log(fields[2], Long.parseLong(fields[0]), Wtf8.encode(fields[7]))));
        logs.sort(Comparator.comparing(Log::service).thenComparingLong(Log::nanos));
        List<long[]> words = new ArrayList<>();
        List<long[]> ids = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            words.clear();
            ids.clear();
            long start = THREADS.getCurrentThreadCpuTime();
            groups(logs, words, ids);
            out.printf(
                    Locale.ROOT,
                    "cutting: %.0f ns CPU a log, every message%n",
                    (double) (THREADS.getCurrentThreadCpuTime() - start) / logs.size());
        }
        print("words", words, logs.size(), out);
        print("ids", ids, logs.size(), out);
    }

    private static void groups(List<Log> logs, List<long[]> words, List<long[]> ids) {
        Keys ofWords = new Keys();
        Keys ofIds = new Keys();
        long bytes = 0;
        for (Log log : logs) {
            TextKeys.add(log.message(), 0, log.message().length, ofWords, ofIds);
            bytes += log.message().length;
            if (bytes >= GROUP_BYTES) {
                words.add(ofWords.sorted());
                ids.add(ofIds.sorted());
                ofWords = new Keys();
                ofIds = new Keys();
                bytes = 0;
            }
        }
        words.add(ofWords.sorted());
        ids.add(ofIds.sorted());
    }

    private static void print(String what, List<long[]> groups, int logs, PrintStream out) {
        long keys = groups.stream().mapToLong(group -> group.length).sum();
        out.printf(Locale.ROOT, "%s: %,d keys in %d row groups of %,d logs%n", what, keys, groups.size(), logs);
        Map<String, Candidate.Building> all = new LinkedHashMap<>();
        all.put("ribbon, 8 bits", Candidate.ribbon(8));
        all.put("ribbon, 12 bits", Candidate.ribbon(12));
        all.put("binary fuse, 8 bits", Candidate.fuse8());
        all.put("split-block Bloom, 10", Candidate.splitBlock(10));
        all.put("split-block Bloom, 13", Candidate.splitBlock(13));
        all.put("Bloom of VictoriaLogs, 16", Candidate.bloom(16, 6));
        all.put("sorted table, 8 bits", Candidate.sortedTable(8, groups.size()));
        long[] others = new SplittableRandom(1).longs(OTHERS).toArray();
        all.forEach((name, building) -> {
            double[] build = new double[ROUNDS];
            double[] ask = new double[ROUNDS];
            long bytes = 0;
            long wrong = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<Candidate> built = new ArrayList<>();
                long start = THREADS.getCurrentThreadCpuTime();
                for (long[] group : groups) {
                    built.add(building.of(group));
                }
                long middle = THREADS.getCurrentThreadCpuTime();
                wrong = 0;
                for (Candidate candidate : built) {
                    for (long other : others) {
                        wrong += candidate.mayHold(other) ? 1 : 0;
                    }
                }
                ask[round] = (double) (THREADS.getCurrentThreadCpuTime() - middle) / OTHERS / groups.size();
                build[round] = (double) (middle - start) / keys;
                bytes = built.stream().mapToLong(Candidate::bytes).sum();
            }
            Arrays.sort(build);
            Arrays.sort(ask);
            out.printf(
                    Locale.ROOT,
                    "| %s | %.2f bits a key | %.3f B a log | %.4f%% | %.0f ns a key | %.1f ns |%n",
                    name,
                    8.0 * bytes / keys,
                    (double) bytes / logs,
                    100.0 * wrong / OTHERS / groups.size(),
                    build[ROUNDS / 2],
                    ask[ROUNDS / 2]);
        });
    }
}
