/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Gauge;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One gauge with its labels: the last value wins. */
final class GaugeSeries implements Gauge {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(GaugeSeries.class, "value", double.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SeriesKey<GaugeSeries> key;

    @SuppressWarnings("UnusedVariable") // by its VarHandle
    private double value; // by VALUE: in order, but without the full fence of a volatile store

    private volatile boolean used; // written after the value, read before it
    private boolean wasRead; // by the reader only
    private double lastRead;

    GaugeSeries(SeriesKey<GaugeSeries> key) {
        this.key = key;
    }

    @Override
    public void set(double newValue) {
        VALUE.setRelease(this, newValue);
        if (!used) {
            used = true;
        }
    }

    @Override
    public Gauge labels(String... namesAndValues) {
        return key.instrument().labelled(namesAndValues);
    }

    @Override
    public double value() {
        return (double) VALUE.getAcquire(this);
    }

    void read(Metrics.Reader reader, boolean changedOnly) {
        if (!used) {
            return;
        }
        double now = value();
        if (!changedOnly || !wasRead || Double.compare(now, lastRead) != 0) {
            wasRead = true;
            lastRead = now;
            reader.gauge(key.instrument().name(), key.labels(), now);
        }
    }
}
