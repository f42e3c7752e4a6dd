/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.DiskFullException;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
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

    /** Writes to an open store, which it will close; all series are taken. */
    public StoreSink(Store store, Symbols symbols) {
        this(store, symbols, 0, System::nanoTime);
    }

    /**
     * Writes to an open store, which it will close.
     *
     * @param seriesMax how many series of metrics are taken in an hour, readings of others are refused; 0 for all
     * @param nanoClock ever-growing nanoseconds
     */
    public StoreSink(Store store, Symbols symbols, int seriesMax, LongSupplier nanoClock) {
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
        try {
            store.append(buffer, from, refused, symbols);
        } catch (IOException e) {
            throw DiskFullException.orSame(e, store.directory(), to - from);
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

    @Override
    public void flush(Ack level) throws IOException {
        store.flush(level);
    }

    @Override
    public void idle() throws IOException {
        store.sync();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
