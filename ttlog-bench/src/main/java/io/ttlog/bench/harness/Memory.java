/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import io.ttlog.bench.peer.Fields;
import io.ttlog.bench.peer.Peer;
import io.ttlog.bench.peer.Peers;
import io.ttlog.bench.peer.Setup;
import io.ttlog.core.ring.Ring;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM holds while a peer in its default configuration is running and its recording threads still live. The figure of
 * interest is the difference to peer {@code none}, which does all the same but record. The young generation is touched as a
 * whole before, in every case, so that the pages of garbage do not count as the peer's.
 */
final class Memory {
    /** A JVM with the same threads that records nothing. */
    static final String NONE = "none";
    /** The same, with a ring of ttlog's for each thread. */
    static final String RING = "ring";

    private static final int RING_BYTES = 256 << 10;
    private static final int RECORD_BYTES = 96;
    private static final int GARBAGE_BYTES = 64 << 20;
    private static final int PAUSE_EVERY = 200;
    private static final long PAUSE_NANOS = 2_000_000;

    /** Volatile, so that the arrays are made. */
    @SuppressWarnings("unused")
    private static volatile byte @Nullable [] garbage;

    private Memory() {}

    /** Settings: peer, threads, events (of each thread). Figures: bytes. */
    static Map<String, Double> run(Path directory, Settings settings) throws IOException, InterruptedException {
        String name = settings.text("peer");
        int threads = (int) settings.number("threads");
        long events = settings.number("events");
        boolean bare = name.equals(NONE) || name.equals(RING);
        Peer peer = bare ? null : Peers.start(name, new Setup(directory, Setup.Sink.DEFAULT));
        CountDownLatch done = new CountDownLatch(threads);
        CountDownLatch measured = new CountDownLatch(1);
        List<Thread> recording = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Fields fields = new Fields(i);
            Ring ring = name.equals(RING) ? new Ring(RING_BYTES) : null;
            Thread thread = new Thread(() -> {
                try {
                    record(peer, ring, fields, events, threads * PAUSE_NANOS);
                    done.countDown();
                    awaitUninterruptibly(measured);
                } finally {
                    Reference.reachabilityFence(ring);
                }
            });
            thread.start();
            recording.add(thread);
        }
        done.await();
        Map<String, Double> figures;
        try {
            if (peer != null) { // what is still on its way is not what it holds
                peer.awaitArrival(threads * events);
            }
            for (int bytes = 0; bytes < GARBAGE_BYTES; bytes += 1 << 16) {
                garbage = new byte[1 << 16];
            }
            figures = figures();
        } finally {
            measured.countDown(); // also when something was lost: the threads keep the JVM alive
        }
        for (Thread thread : recording) {
            thread.join();
        }
        if (peer != null) {
            peer.close();
        }
        return figures;
    }

    private static void record(@Nullable Peer peer, @Nullable Ring ring, Fields fields, long events, long pauseNanos) {
        byte[] record = new byte[RECORD_BYTES];
        for (long i = 1; i <= events; i++) {
            fields.next();
            if (peer != null) {
                peer.log(fields.userId(), fields.action(), fields.path());
            }
            if (ring != null && !ring.offer(record, RECORD_BYTES, RING_BYTES)) {
                ring.free(ring.readable());
            }
            if (i % PAUSE_EVERY == 0) { // a pace at which nobody's queue overflows, the same for all threads together
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Double> figures() throws IOException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            direct += pool.getMemoryUsed();
        }
        long metaspace = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            metaspace +=
                    pool.getName().equals("Metaspace") ? pool.getUsage().getUsed() : 0; // class space is part of it
        }
        Map<String, Double> figures = new HashMap<>();
        figures.put("heap", (double) heap);
        figures.put("direct", (double) direct);
        figures.put("metaspace", (double) metaspace);
        figures.put("jvm", (double) heap + direct + metaspace);
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) { // elsewhere there is no such figure
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    figures.put("rss", 1024.0 * Long.parseLong(line.replaceAll("\\D", "")));
                }
            }
        }
        return figures;
    }
}
