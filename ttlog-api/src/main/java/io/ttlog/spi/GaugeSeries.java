/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Gauge;

/** One gauge with its labels: the last value wins. */
final class GaugeSeries implements Gauge {
    private final SeriesKey<GaugeSeries> key;
    private volatile double value;
    private volatile boolean used; // written after the value, read before it
    private boolean wasRead; // by the reader only
    private double lastRead;

    GaugeSeries(SeriesKey<GaugeSeries> key) {
        this.key = key;
    }

    @Override
    public void set(double newValue) {
        value = newValue;
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
        return value;
    }

    void read(Metrics.Reader reader, boolean changedOnly) {
        if (!used) {
            return;
        }
        double now = value;
        if (!changedOnly || !wasRead || Double.compare(now, lastRead) != 0) {
            wasRead = true;
            lastRead = now;
            reader.gauge(key.instrument().name(), key.labels(), now);
        }
    }
}
