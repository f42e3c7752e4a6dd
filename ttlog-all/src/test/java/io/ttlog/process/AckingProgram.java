/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.TTLog;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Logs into the store and the file sink until it is killed: {@code SOURCE SEED HALT_AFTER_MICROS}, 0 for never. Prints
 * {@code submitting N} before the events below N are logged, and {@code acked N} when they are WRITTEN.
 */
final class AckingProgram {
    private static final Duration LONG = Duration.ofSeconds(60);

    private AckingProgram() {}

    public static void main(String[] arguments) {
        Random random = new Random(Long.parseLong(arguments[1]));
        long haltAfterMicros = Long.parseLong(arguments[2]);
        TTLog.init()
                .service("acking")
                .console(false)
                .selfMetrics(false)
                .overflow(Overflow.BLOCK, LONG)
                .option("store.sealBytes", "65536")
                .sink("file")
                .option("file.directory", "events")
                .option("file.bytesMax", "1MiB")
                .start();
        if (haltAfterMicros > 0) {
            Thread halting = new Thread(() -> {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(haltAfterMicros));
                Runtime.getRuntime().halt(AckedTest.HALTED);
            });
            halting.start();
        }
        for (long n = 0; true; ) {
            long end = n + 1 + random.nextInt(500);
            System.out.println("submitting " + end);
            for (; n < end; n++) {
                TTLog.info(Kept.TEMPLATE, arguments[0], n, Kept.text(n));
            }
            if (TTLog.flush(Ack.WRITTEN, LONG)) {
                System.out.println("acked " + n);
            }
        }
    }
}
