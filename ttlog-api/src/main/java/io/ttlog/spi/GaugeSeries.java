/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Gauge;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** One gauge with its labels: the last value wins. */
final class GaugeSeries implements Gauge, SuppliedGauge {
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
    private volatile @Nullable DoubleSupplier supplier;
    private volatile boolean supplied; // since it was asked last, and not read yet
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
    public Gauge from(@Nullable DoubleSupplier newSupplier) {
        supplier = newSupplier;
        if (newSupplier != null) {
            key.metrics().suppliedSomewhere();
        }
        return this;
    }

    @Override
    public Gauge labels(String name, String value) {
        return key.metric().labelled(name, value);
    }

    @Override
    public Gauge labels(String name1, String value1, String name2, String value2) {
        return key.metric().labelled(name1, value1, name2, value2);
    }

    @Override
    public Gauge labels(String name1, String value1, String name2, String value2, String name3, String value3) {
        return key.metric().labelled(name1, value1, name2, value2, name3, value3);
    }

    @Override
    public Gauge labels(String... namesAndValues) {
        return key.metric().labelled(namesAndValues);
    }

    @Override
    public double value() {
        return (double) VALUE.getAcquire(this);
    }

    boolean isSupplied() {
        return supplier != null;
    }

    @Override
    public void ask() {
        supplied = false;
        final DoubleSupplier from = supplier;
        if (from != null) {
            try {
                set(from.getAsDouble());
                supplied = true;
            } catch (Throwable failure) { // of somebody's code, in a thread of ours
                key.metric().misused();
            }
        }
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public String unit() {
        return key.unit();
    }

    @Override
    public String description() {
        return key.description();
    }

    @Override
    public List<String> labels() {
        return key.labels();
    }

    void read(Metrics.Reader reader, boolean changedOnly) {
        if (isSupplied()) {
            if (!supplied) {
                return; // it has not answered, or not since the last reading
            }
            supplied = false;
        }
        if (!used) {
            return;
        }
        double now = value();
        if (!changedOnly || !wasRead || Double.compare(now, lastRead) != 0) {
            wasRead = true;
            lastRead = now;
            reader.gauge(key, now);
        }
    }
}
