/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

/** Values summed up: what a reading of a histogram tells. Belongs to one thread at a time. */
public final class HistogramTotal {
    private final ExponentialBuckets buckets = new ExponentialBuckets();
    private final Exemplar exemplar = new Exemplar();
    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    HistogramTotal() {}

    /** How many values. */
    public long count() {
        return count;
    }

    /** Their sum. */
    public double sum() {
        return sum;
    }

    /** The smallest; infinite when there is none. */
    public double min() {
        return min;
    }

    /** The largest; negative infinity when there is none. */
    public double max() {
        return max;
    }

    /** Where they lie. */
    public ExponentialBuckets buckets() {
        return buckets;
    }

    /** The largest of those that were recorded in a sampled span. */
    public Exemplar exemplar() {
        return exemplar;
    }

    /** One value, which is finite. */
    void add(double value) {
        buckets.add(value); // first: it is what can fail
        count++;
        sum += value;
        if (value < min) {
            min = value;
        }
        if (value > max) {
            max = value;
        }
    }

    /** Values of which all but the buckets is known. */
    void add(long moreCount, double moreSum, double lowest, double highest) {
        count += moreCount;
        sum += moreSum;
        min = Math.min(min, lowest);
        max = Math.max(max, highest);
    }

    void add(HistogramTotal other) {
        if (other.count > 0) {
            buckets.add(other.buckets);
            add(other.count, other.sum, other.min, other.max);
            exemplar.keepLarger(other.exemplar);
        }
    }
}
