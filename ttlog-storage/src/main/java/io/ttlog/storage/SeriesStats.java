/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import java.util.List;

/**
 * How many series a metric has, and what makes them.
 *
 * @param metric its name
 * @param series each service and set of labels one
 * @param labels those with most values first
 * @param atLeast whether counting was given up, as there were too many
 */
public record SeriesStats(String metric, long series, List<Label> labels, boolean atLeast) {
    /**
     * A label.
     *
     * @param name its key
     * @param values how many different ones
     */
    public record Label(String name, long values) {}
}
