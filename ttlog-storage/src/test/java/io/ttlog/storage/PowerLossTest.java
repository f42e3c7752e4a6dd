/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.disk.Operation;
import io.ttlog.storage.disk.OperationKind;
import io.ttlog.storage.disk.SimulatedDisk;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The process is killed, or the power goes, before every operation of a script: what is left is looked at while the script stands still.
 * So each script runs once, not once an operation, and its store never sees a failure, as one without power does not.
 */
class PowerLossTest {
    /** How many scripts; the profile {@code power} has twenty. */
    private static final int SCRIPTS = Integer.getInteger("ttlog.power.scripts", 1);

    /** Before every one of them there is a reader, before one in so many a writer, too; in the profile before each. */
    private static final int STRIDE = Integer.getInteger("ttlog.power.stride", 17);

    /** What survives of what is not durable. */
    private static final double[] SHARES = {0, 0.1, 0.5, 0.9, 1};

    /** Two lives with every kind of step, in any order; in the profile three lives of any steps. */
    private static final boolean SHORT = STRIDE > 1;

    private static final int OPERATIONS_MIN = 200;

    /** What is left before an operation, and looked at. */
    private interface Loss {
        void look(SimulatedDisk disk, StoreScript script, Operation operation, Random random) throws Exception;
    }

    private static final class Watch {
        private @Nullable Throwable failure;
        private long operations;
    }

    /** Before a force there is something that is not durable. */
    private static boolean isWriterDue(Operation operation) {
        return operation.kind() == OperationKind.FORCE || operation.index() % STRIDE == 0;
    }

    /** Runs the scripts; stops at the first failure. */
    private static void beforeEveryOperation(Loss loss) {
        long firstSeed = Long.getLong("ttlog.seed", System.nanoTime());
        for (int i = 0; i < SCRIPTS; i++) {
            run(firstSeed + i, loss);
        }
    }

    private static void run(long seed, Loss loss) {
        SimulatedDisk disk = new SimulatedDisk();
        StoreScript script = new StoreScript(disk, seed, seed % 2 == 0, SHORT);
        Watch watch = new Watch();
        disk.watch(operation -> {
            watch.operations++;
            if (watch.failure == null) {
                watch.failure = failure(
                        operation,
                        seed,
                        () -> loss.look(
                                disk,
                                script,
                                operation,
                                new Random(
                                        seed * 0x9E37_79B9_7F4A_7C15L + operation.index() * 0xBF58_476D_1CE4_E5B9L)));
            }
        });
        script.run();
        synchronized (disk) {
            if (watch.failure != null) {
                throw new AssertionError(watch.failure.getMessage(), watch.failure);
            }
            assertThat(script.failures()).as("seed " + seed).isEmpty();
            assertThat(watch.operations).isGreaterThan(OPERATIONS_MIN);
        }
    }

    private interface Look {
        void look() throws Exception;
    }

    private static @Nullable Throwable failure(Operation operation, long seed, Look look) {
        try {
            look.look();
            return null;
        } catch (Throwable e) { // thrown by the test, and not into the store
            return new AssertionError(
                    "before " + operation + ", repeat with -Dttlog.power.scripts=1 -Dttlog.seed=" + seed + ": " + e, e);
        }
    }

    @Test
    void whatWasSyncedSurvivesAPowerLossBeforeEveryOperation() {
        beforeEveryOperation((disk, script, operation, random) -> {
            Promises before = script.promises().copy(); // all this was said before the power goes
            double share = SHARES[random.nextInt(SHARES.length)];
            SimulatedDisk left = disk.afterPowerLoss(random, share);
            boolean torn = share > 0 && share < 1;
            new Inspection(before.synced(), before, script.promises().copy(), torn)
                    .inspect(left, random, isWriterDue(operation));
        });
    }

    @Test
    void whatWasWrittenSurvivesAKillBeforeEveryOperation() {
        beforeEveryOperation((disk, script, operation, random) -> {
            Promises before = script.promises().copy();
            SimulatedDisk left = disk.afterKill();
            new Inspection(before.written(), before, script.promises().copy(), false)
                    .inspect(left, random, isWriterDue(operation));
        });
    }
}
