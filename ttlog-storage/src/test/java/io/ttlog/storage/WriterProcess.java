/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.Retention.Limit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A process that writes numbered events until it is killed: {@code DIRECTORY FIRST_NUMBER SEAL_BYTES EVENTS_MAX SEAL_ROUNDS
 * CODEC [SYNC_ROUNDS [KEPT_BYTES]]}.
 * Before each batch it prints the number of events that will have been submitted, after each flush the number that is WRITTEN
 * (or {@code refused}), and, with {@code SEAL_ROUNDS}, {@code sealing} and {@code sealed} around a seal after that many
 * batches. With {@code SYNC_ROUNDS} it prints {@code synced} and the number that is SYNCED after each so many batches. With
 * {@code KEPT_BYTES} retention deletes the oldest segments beyond so many bytes.
 */
final class WriterProcess {
    /** Exit code of a process whose parent has gone. */
    static final int ORPHAN_EXIT = 3;

    private static final List<Process> STARTED = new CopyOnWriteArrayList<>();

    private WriterProcess() {}

    public static void main(String[] args) throws Exception {
        endWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        StoreOptions options = StoreOptions.DEFAULT
                .withSealBytes(Long.parseLong(args[2]))
                .withSyncEvery(Duration.ofSeconds(1))
                .withCodec(Codecs.byName(args[5]));
        long next = Long.parseLong(args[1]);
        long end = next + Long.parseLong(args[3]);
        int sealRounds = Integer.parseInt(args[4]);
        int syncRounds = args.length > 6 ? Integer.parseInt(args[6]) : 0;
        if (args.length > 7) {
            Limit limit = new Limit(Limit.NONE.ageMax(), Long.parseLong(args[7]));
            options = options.withRetention(Retention.FOREVER.with(Signal.LOG, limit));
        }
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        byte[] batch = new byte[1 << 16];
        try (Store store = Store.open(Path.of(args[0]), options)) {
            out.println("opened");
            int round = 0;
            while (next < end) {
                int events = (int) Math.min(end - next, 1 + round++ % 97);
                int bytes = 0;
                for (int i = 0; i < events; i++) {
                    bytes = put(encoder, symbols, next++, batch, bytes);
                }
                out.println("submitted " + next);
                try {
                    store.append(batch, 0, bytes, symbols);
                    store.flush(Ack.WRITTEN);
                    out.println("acked " + next);
                    if (syncRounds > 0 && round % syncRounds == 0) {
                        store.flush(Ack.SYNCED);
                        out.println("synced " + next);
                    }
                } catch (IOException e) {
                    out.println("refused " + events + " " + e);
                }
                if (sealRounds > 0 && round % sealRounds == 0) {
                    out.println("sealing");
                    store.seal();
                    out.println("sealed");
                }
            }
        }
        out.println("closed");
    }

    /** Standard input is a pipe from the test and says nothing: its end is the end of the test's process. */
    static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        System.err.println("standard input failed: " + e);
                    }
                    Runtime.getRuntime().halt(ORPHAN_EXIT);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Puts one of its events behind others; returns where the next begins. */
    static int put(EventEncoder encoder, Symbols symbols, long number, byte[] batch, int at) {
        encoder.beginLog(
                        Level.INFO,
                        symbols.intern("event {number} of {text}"),
                        symbols.intern("logger" + number % 7),
                        symbols.intern("main"),
                        symbols.intern("service" + number % 3),
                        1_700_000_000_000_000_000L + number)
                .field(symbols.intern("number"), number)
                .field(symbols.intern("text"), text(number));
        int bytes = encoder.end();
        System.arraycopy(encoder.buffer(), 0, batch, at, bytes);
        return at + EventFormat.aligned(bytes);
    }

    /** The text of an event, so that a reader can tell a wrong row. */
    static String text(long number) {
        return "text " + number * 31;
    }

    /** Starts such a process. */
    static Process start(Path directory, long first, long sealBytes, long eventsMax, int sealRounds) throws Exception {
        return start(command(directory, first, sealBytes, eventsMax, sealRounds, Codecs.QUIET.name()));
    }

    /** Starts a process by its {@link #command}, or by one that ends in it. */
    static Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        STARTED.add(process);
        return process;
    }

    /** Kills what a failed test has left running. To be called after each test that starts a process. */
    static void killAll() throws InterruptedException {
        for (Process process : STARTED) {
            process.destroyForcibly().waitFor();
        }
        STARTED.clear();
    }

    /** The command line of such a process. */
    static List<String> command(
            Path directory, long first, long sealBytes, long eventsMax, int sealRounds, String codec) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName(),
                directory.toString(),
                Long.toString(first),
                Long.toString(sealBytes),
                Long.toString(eventsMax),
                Integer.toString(sealRounds),
                codec);
    }
}
