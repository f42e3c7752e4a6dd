/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** STRING_AGG: the texts in the order of rows, with a separator between. */
final class StringAgg extends Accumulator {
    /** Most characters of all groups together. */
    private static final int LENGTH_MAX = 16 * 1024 * 1024;

    private final Aggregate aggregate;
    private @Nullable StringBuilder[] texts = new StringBuilder[0];
    private long length;

    StringAgg(Aggregate aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    void resize(int groups) {
        texts = Arrays.copyOf(texts, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        for (int row = 0; values != null && row < count; row++) {
            Object text = values.boxed(row);
            if (text != null) {
                append(groups[row], text.toString());
            }
        }
    }

    private void append(int group, CharSequence text) {
        StringBuilder known = texts[group];
        length += text.length() + aggregate.separator().length();
        if (length > LENGTH_MAX) {
            throw aggregate
                    .source()
                    .limit(
                            aggregate.call().place(),
                            aggregate.call().function() + " would make texts of more than " + LENGTH_MAX
                                    + " characters; narrow WHERE, or take DISTINCT values");
        }
        if (known == null) {
            texts[group] = new StringBuilder(text);
        } else {
            known.append(aggregate.separator()).append(text);
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        StringAgg more = (StringAgg) other;
        for (int group = 0; group < count; group++) {
            StringBuilder text = more.texts[group];
            if (text != null) {
                append(groups[group], text);
            }
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        StringBuilder text = texts[group];
        results.appendBoxed(text == null ? null : text.toString());
    }
}
