/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.List;

/** Where a series belongs: its metric and its labels, names and values in turn, ordered by name. */
record SeriesKey<S>(Instrument<S> instrument, List<String> labels) implements Series {
    @Override
    public String name() {
        return instrument.name();
    }

    @Override
    public String unit() {
        return instrument.unit();
    }

    @Override
    public String description() {
        return instrument.description();
    }

    Metrics metrics() {
        return instrument.metrics();
    }
}
