/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.List;

/** Whose reading it is: a metric and one set of labels. */
public interface Series {
    /** Of the metric. */
    String name();

    /** In which the metric counts, such as {@code s} or {@code By}; empty when nobody has said. */
    String unit();

    /** What the metric means, for people; empty when nobody has said. */
    String description();

    /** Names and values in turn, ordered by name; unmodifiable. */
    List<String> labels();
}
