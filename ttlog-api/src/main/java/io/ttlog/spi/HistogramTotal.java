/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

/** Values summed up. Belongs to one thread at a time. */
final class HistogramTotal {
    long count;
    double sum;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;

    void add(long moreCount, double moreSum, double lowest, double highest) {
        count += moreCount;
        sum += moreSum;
        min = Math.min(min, lowest);
        max = Math.max(max, highest);
    }

    void clear() {
        count = 0;
        sum = 0;
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
    }
}
