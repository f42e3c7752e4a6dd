/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.storage.disk.Fault;
import io.ttlog.storage.disk.OperationKind;
import io.ttlog.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loss of power leaves of events whose durability is NONE, INTERVAL and EACH. */
@Timeout(60)
class DurabilityTest {
    private static final String STORE = "/store";

    private final SimulatedDisk disk = new SimulatedDisk();
    private final NumberedEvents events = new NumberedEvents();
    private final AtomicLong nanos = new AtomicLong();

    private StoreSink open(Map<Signal, Durability> durability) {
        StoreOptions options = StoreOptions.DEFAULT
                .withMergeFanIn(0)
                .withSyncEvery(Duration.ofSeconds(1))
                .withNanoClock(nanos::get);
        return new StoreSink(Store.open(path(), options), events.symbols(), 0, nanos::get, durability);
    }

    private Path path() {
        return disk.path(STORE);
    }

    /** Numbers that leave 3 when divided by 4 are readings of a metric, the others logs. */
    private void write(StoreSink sink, int from, int to) throws IOException {
        byte[] batch = events.batch(from, to);
        sink.write(batch, 0, batch.length);
    }

    private BitSet afterPowerLoss() {
        return NumberedEvents.numbers(
                Store.read(disk.afterPowerLoss(new Random(0), 0).path(STORE)));
    }

    private void idleForLong(StoreSink sink) throws IOException {
        nanos.addAndGet(3_000_000_000L);
        long before = disk.changes();
        for (int i = 0; i < 100_000 && disk.changes() == before; i++) {
            sink.idle(); // the sync is on a thread of its own
            Thread.onSpinWait();
        }
    }

    @Test
    void eachMeansSyncedWhenItIsTaken() throws IOException {
        try (StoreSink sink = open(Map.of(Signal.METRIC, Durability.EACH))) {
            write(sink, 0, 3);
            assertThat(afterPowerLoss().cardinality())
                    .as("logs have an interval")
                    .isZero();
            write(sink, 3, 4);
            assertThat(afterPowerLoss().cardinality())
                    .as("a reading, and what came before")
                    .isEqualTo(4);
            write(sink, 4, 7);
            assertThat(afterPowerLoss().cardinality()).isEqualTo(4);
            write(sink, 8, 15);
            assertThat(afterPowerLoss().cardinality())
                    .as("a reading among logs")
                    .isEqualTo(14);
        }
    }

    @Test
    void noneIsNotSyncedByItselfButWithOthers() throws IOException {
        try (StoreSink sink = open(Map.of(Signal.LOG, Durability.NONE))) {
            write(sink, 3, 4);
            nanos.addAndGet(3_000_000_000L);
            sink.idle();
            sink.flush(Ack.SYNCED);
            write(sink, 0, 3);
            idleForLong(sink);
            assertThat(afterPowerLoss().cardinality())
                    .as("logs wait for others")
                    .isEqualTo(1);
            write(sink, 7, 8);
            idleForLong(sink);
            sink.flush(Ack.WRITTEN);
            while (afterPowerLoss().cardinality() < 5) {
                sink.idle(); // ends, or the class's timeout does
            }
            write(sink, 8, 11);
            sink.flush(Ack.SYNCED);
            assertThat(afterPowerLoss().cardinality()).as("asked for").isEqualTo(8);
        }
    }

    @Test
    void aSyncThatFailsIsMadeGoodBeforeTheEventsCount() throws IOException {
        try (StoreSink sink = open(Map.of(Signal.LOG, Durability.EACH))) {
            write(sink, 0, 2);
            disk.fail(Fault.once(Set.of(OperationKind.FORCE), 1));
            write(sink, 4, 6);
            assertThat(disk.failures()).isOne();
            assertThat(afterPowerLoss().cardinality()).as("by a seal").isEqualTo(4);
            assertThat(NumberedEvents.numbers(Store.read(path())).cardinality()).isEqualTo(4);
        }
    }

    @Test
    void whenItCannotBeMadeGoodTheEventsAreTakenAndNotOfferedAgain() throws IOException {
        try (StoreSink sink = open(Map.of(Signal.LOG, Durability.EACH))) {
            write(sink, 0, 2);
            disk.fail(Fault.forEver(Set.of(OperationKind.FORCE), 1));
            byte[] batch = events.batch(4, 6);
            assertThatThrownBy(() -> sink.write(batch, 0, batch.length))
                    .isInstanceOfSatisfying(PartlyTakenException.class, partly -> {
                        assertThat(partly.takenTo()).isEqualTo(batch.length);
                        assertThat(partly.next()).isEqualTo(batch.length);
                    });
            disk.fail(Fault.once(Set.of(OperationKind.FORCE), Long.MAX_VALUE)); // it works again;
            nanos.addAndGet(2_000_000_000L);
            sink.flush(Ack.SYNCED);
            assertThat(afterPowerLoss().cardinality()).isEqualTo(4);
        }
        assertThat(NumberedEvents.numbers(Store.read(path())).cardinality()).isEqualTo(4);
    }

    @Test
    void settingsNameItForAllAndForEach() {
        assertThat(durability(Map.of()))
                .as("of the tables that events go to: the store makes roll-ups itself")
                .containsOnlyKeys(Signal.LOG, Signal.SPAN, Signal.METRIC, Signal.GAP)
                .containsValue(Durability.INTERVAL);
        assertThat(durability(Map.of("store.durability", "each", "store.durabilityLogs", "none")))
                .containsEntry(Signal.LOG, Durability.NONE)
                .containsEntry(Signal.SPAN, Durability.EACH)
                .containsEntry(Signal.GAP, Durability.EACH);
        assertThatThrownBy(() -> durability(Map.of("store.durabilitySpans", "often")))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("store.durabilitySpans");
    }

    private static Map<Signal, Durability> durability(Map<String, String> settings) {
        return StoreSinkProvider.durability(new SinkOptions(settings, StoreSink.NAME));
    }
}
