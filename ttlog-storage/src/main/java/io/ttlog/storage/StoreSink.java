/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.StoreInfo;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.DiskFullException;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Events into a {@link Store}: WRITTEN with each batch, SYNCED within {@link StoreOptions#syncEvery}. A batch for which the disk
 * has no room is refused with a {@link DiskFullException}.
 */
public final class StoreSink implements Sink {
    /** The name in configurations. */
    public static final String NAME = "store";

    private final Store store;
    private final Symbols symbols;
    private final SeriesLimit series;
    private final Durability[] durabilities = new Durability[Signal.values().length];
    private final boolean usual;

    /** Writes to an open store, which it will close; all series are taken. */
    public StoreSink(Store store, Symbols symbols) {
        this(store, symbols, 0, System::nanoTime, Map.of());
    }

    /**
     * Writes to an open store, which it will close.
     *
     * @param seriesMax how many series of metrics are taken in an hour, readings of others are refused; 0 for all
     * @param nanoClock ever-growing nanoseconds
     * @param durability of the events of each table; INTERVAL unless it says otherwise
     */
    public StoreSink(
            Store store, Symbols symbols, int seriesMax, LongSupplier nanoClock, Map<Signal, Durability> durability) {
        for (Signal signal : Signal.values()) {
            durabilities[signal.ordinal()] = durability.getOrDefault(signal, Durability.INTERVAL);
        }
        usual = Arrays.stream(durabilities).allMatch(Durability.INTERVAL::equals);
        this.store = store;
        this.symbols = symbols;
        this.series = new SeriesLimit(seriesMax, nanoClock);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        int refused = series.firstRefused(buffer, from, to);
        Durability wanted = usual ? Durability.INTERVAL : strongest(buffer, from, refused);
        try {
            if (wanted == Durability.NONE) {
                store.appendUnhurried(buffer, from, refused, symbols);
            } else {
                store.append(buffer, from, refused, symbols);
            }
        } catch (IOException e) {
            throw DiskFullException.orSame(e, store.directory(), to - from);
        }
        if (wanted == Durability.EACH) {
            sync(refused);
        }
        if (refused < to) {
            int largest = series.largestMetric();
            throw PartlyTakenException.unwanted(
                    "readings of new series are refused, as the store takes " + series.seriesMax()
                            + " series an hour; the metric " + symbols.text(largest) + " has "
                            + series.seriesOf(largest)
                            + " of them (./ttlog stats --series names its labels; the setting is store.series)",
                    refused,
                    series.endOfRefused(buffer, refused, to),
                    DropReason.CARDINALITY);
        }
    }

    private Durability strongest(byte[] buffer, int from, int to) {
        Durability strongest = Durability.NONE;
        int recordBytes;
        for (int at = from; at < to; at += recordBytes) {
            recordBytes = EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (!EventFormat.isPadding(buffer, at)) {
                Durability own = durabilities[EventFormat.signal(buffer, at)];
                strongest = own.compareTo(strongest) > 0 ? own : strongest;
            }
        }
        return strongest;
    }

    /**
     * A sync that fails leaves events that are in log and memory and must not come again: the second attempt brings them into segments.
     *
     * @throws PartlyTakenException when that fails, too: they are stored, and synced as soon as that is possible
     */
    private void sync(int takenTo) throws PartlyTakenException {
        try {
            store.flush(Ack.SYNCED);
        } catch (IOException first) {
            try {
                store.flush(Ack.SYNCED);
            } catch (IOException second) {
                second.addSuppressed(first);
                throw new PartlyTakenException("stored, but not yet synced: " + second, takenTo, takenTo, second);
            }
        }
    }

    @Override
    public void flush(Ack level) throws IOException {
        store.flush(level);
    }

    @Override
    public void idle() throws IOException {
        store.sync();
    }

    @Override
    public StoreInfo info() {
        return store.info();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
