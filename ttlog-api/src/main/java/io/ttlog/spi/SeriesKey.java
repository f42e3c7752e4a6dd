/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.List;

/** Where a series belongs: its metric and its labels, names and values in turn, ordered by name. */
record SeriesKey<S>(Metric<S> metric, List<String> labels) implements Series {
    @Override
    public String name() {
        return metric.name();
    }

    @Override
    public String unit() {
        return metric.unit();
    }

    @Override
    public String description() {
        return metric.description();
    }

    Metrics metrics() {
        return metric.metrics();
    }
}
