/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Rows;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Leaves out the first rows, lets so many pass, and then asks for no more. */
final class LimitOperator extends Operator {
    private final Operator input;
    private long left;
    private long skip;

    LimitOperator(QueryRun run, Operator input, long rows, long offset) {
        super(run, input);
        this.input = input;
        this.left = rows;
        this.skip = offset;
    }

    @Override
    @Nullable
    Rows advance() {
        while (left > 0) {
            Rows rows = input.next();
            if (rows == null) {
                return null;
            }
            int from = (int) Math.min(skip, rows.count());
            int to = from + (int) Math.min(rows.count() - from, left);
            skip -= from;
            if (to > from) {
                left -= to - from;
                return to - from == rows.count()
                        ? rows
                        : rows.select(IntStream.range(from, to).toArray(), to - from);
            }
        }
        return null;
    }
}
