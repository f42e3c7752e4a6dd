/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import io.ttlog.Ack;
import io.ttlog.core.runtime.Recorder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;

/**
 * A process that sends numbered events of two producers in rounds until it is killed: {@code ADDRESS SPOOL FIRST_PRODUCER ROUNDS}. Prints
 * {@code written N} when so many of each producer are WRITTEN, {@code closed} when it has ended by itself.
 */
final class SenderProcess {
    static final int PRODUCERS = 2;
    static final int ROUND = 400;

    private SenderProcess() {}

    public static void main(String[] args) throws Exception {
        Children.endWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long firstProducer = Long.parseLong(args[2]);
        int rounds = Integer.parseInt(args[3]);
        CyclicBarrier barrier = new CyclicBarrier(PRODUCERS + 1);
        try (Recorder recorder = Numbered.sender(Path.of(args[1]), Map.of("socket.address", args[0]))) {
            for (int p = 0; p < PRODUCERS; p++) {
                long producer = firstProducer + p;
                Thread thread = new Thread(() -> produce(recorder, producer, rounds, barrier), "producer-" + p);
                thread.setDaemon(true);
                thread.start();
            }
            for (int round = 1; round <= rounds; round++) {
                barrier.await();
                if (!recorder.flush(round % 3 == 0 ? Ack.SYNCED : Ack.WRITTEN, Duration.ofMinutes(1))) {
                    throw new AssertionError("a flush failed");
                }
                out.println("written " + (long) round * ROUND);
            }
        }
        out.println("closed");
    }

    private static void produce(Recorder recorder, long producer, int rounds, CyclicBarrier barrier) {
        try {
            for (int round = 0; round < rounds; round++) {
                Numbered.record(recorder, producer, (long) round * ROUND, (round + 1L) * ROUND);
                barrier.await();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
