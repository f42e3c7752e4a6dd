/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.storage.Store;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Senders and receivers in processes of their own, which are killed at any moment: nothing is lost, nothing comes twice. */
@ExtendWith(SeededRandom.class)
class ReceiveCrashTest {
    private static final int KILLS = Integer.getInteger("ttlog.kills", 6);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SIGTERM_EXIT = 143;

    @TempDir
    Path directory;

    private final Children children = new Children();

    @AfterEach
    void killProcesses() throws InterruptedException {
        children.killAll();
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aKilledReceiverLosesNothingAcknowledgedAndRepeatsNothing(Random random) throws Exception {
        Path data = directory.resolve("received");
        Process receiver = children.receive("--listen", "127.0.0.1:0", "--data", data.toString());
        String address = Children.address(receiver);
        long sent = 0;
        try (Recorder sender = Numbered.sender(directory.resolve("spool"), Map.of("socket.address", address))) {
            for (int kill = 0; kill < KILLS; kill++) {
                assertThat(sender.flush(Ack.DELIVERED, LONG))
                        .as("so that there is a connection to kill")
                        .isTrue();
                long delivered = sent;
                long killAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(600));
                while (System.nanoTime() - killAt < 0) {
                    int count = 1 + random.nextInt(2000);
                    Numbered.record(sender, 1, sent, sent + count);
                    sent += count;
                    if (random.nextInt(3) == 0 && sender.flush(Ack.DELIVERED, Duration.ofMillis(20))) {
                        delivered = sent;
                    }
                }
                receiver.toHandle().destroyForcibly();
                Children.end(receiver);
                long stored = Numbered.in(data).getOrDefault(1L, List.of()).size();
                assertThat(stored).as("kill %d", kill).isBetween(delivered, sent);
                Numbered.assertFirst(stored, Numbered.in(data).getOrDefault(1L, List.of()), "kill " + kill);
                receiver = children.receive("--listen", address, "--data", data.toString(), "--ack", "written");
                assertThat(Children.address(receiver)).isEqualTo(address);
            }
            assertThat(sender.flush(Ack.DELIVERED, LONG)).isTrue();
        }
        receiver.destroy();
        assertThat(Children.end(receiver)).isEqualTo(SIGTERM_EXIT);
        Numbered.assertFirst(sent, Numbered.of(data, 1L), "in the end");
        assertThat(Store.verify(data).damage()).isEmpty();
        assertThat(spooledFiles()).isZero();
    }

    private long spooledFiles() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            return files.filter(file -> file.toString().endsWith(".spool")).count();
        }
    }

    @Test
    void aKilledSenderLosesNothingWrittenAndRepeatsNothing(Random random) throws Exception {
        Path data = directory.resolve("received");
        Path spool = directory.resolve("spool");
        Process receiver = children.receive("--listen", "127.0.0.1:0", "--data", data.toString());
        String address = Children.address(receiver);
        long[] written = new long[KILLS];
        for (int kill = 0; kill < KILLS; kill++) {
            String firstProducer = Integer.toString(kill * SenderProcess.PRODUCERS);
            Process sender =
                    children.start(SenderProcess.class.getName(), address, spool.toString(), firstProducer, "1000000");
            int lines = random.nextInt(60);
            try (BufferedReader out = sender.inputReader(StandardCharsets.UTF_8)) {
                String line;
                while ((line = out.readLine()) != null) {
                    written[kill] = Long.parseLong(line.substring("written ".length()));
                    if (lines-- == 0) {
                        spin(random.nextInt(3_000_000));
                        sender.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(Children.end(sender)).isNotZero();
        }
        try (Recorder last = Numbered.sender(spool, Map.of("socket.address", address))) {
            Numbered.record(last, -1, 0, 10);
            assertThat(last.flush(Ack.DELIVERED, LONG))
                    .as("behind all that was in the spool")
                    .isTrue();
        }
        receiver.destroy();
        assertThat(Children.end(receiver)).isEqualTo(SIGTERM_EXIT);
        Map<Long, List<Long>> stored = Numbered.in(data);
        for (int kill = 0; kill < KILLS; kill++) {
            for (long p = 0; p < SenderProcess.PRODUCERS; p++) {
                List<Long> numbers = stored.getOrDefault((long) kill * SenderProcess.PRODUCERS + p, List.of());
                assertThat((long) numbers.size()).as("kill %d", kill).isGreaterThanOrEqualTo(written[kill]);
                Numbered.assertFirst(numbers.size(), numbers, "kill " + kill);
            }
        }
        Numbered.assertFirst(10, stored.getOrDefault(-1L, List.of()), "the last sender");
        assertThat(spooledFiles()).isZero();
    }

    @Test
    void aSpoolIsDrainedWhenTheReceiverComesBack() throws Exception {
        Path data = directory.resolve("received");
        Path socket = Files.createTempDirectory("ttlog").resolve("s"); // a short path
        String address = "unix:" + socket;
        long count = 50_000;
        try (Recorder sender = Numbered.sender(directory.resolve("spool"), Map.of("socket.address", address))) {
            Numbered.record(sender, 1, 0, count);
            assertThat(sender.flush(Ack.SYNCED, LONG))
                    .as("the receiver is away")
                    .isTrue();
            assertThat(sender.flush(Ack.DELIVERED, Duration.ofMillis(100))).isFalse();
            assertThat(sender.stats().droppedBy("socket")).isZero();
            Process receiver = children.receive("--listen", address, "--data", data.toString());
            assertThat(Children.address(receiver)).isEqualTo(address);
            assertThat(sender.flush(Ack.DELIVERED, LONG)).isTrue();
            Numbered.assertFirst(count, Numbered.of(data, 1L), "while it runs");
            receiver.toHandle().destroyForcibly();
            Children.end(receiver);
            assertThat(socket).exists();
            Process next = children.receive("--listen", address, "--data", data.toString());
            assertThat(Children.address(next))
                    .as("in the place of the killed one's file")
                    .isEqualTo(address);
            Numbered.record(sender, 1, count, count + 1);
            assertThat(sender.flush(Ack.DELIVERED, LONG)).isTrue();
            next.destroy();
            assertThat(Children.end(next)).isEqualTo(SIGTERM_EXIT);
        }
        assertThat(socket).doesNotExist();
        Files.delete(socket.getParent());
        Numbered.assertFirst(count + 1, Numbered.of(data, 1L), "in the end");
    }
}
