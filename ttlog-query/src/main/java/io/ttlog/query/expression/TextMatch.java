/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import org.jspecify.annotations.Nullable;

/** LIKE over vectors. Stateless. */
public final class TextMatch {
    private TextMatch() {}

    /** Whether each text is like its pattern; a pattern is compiled again only where it differs from the one before. */
    public static Vector like(Vector text, Vector pattern, int count, int escape, boolean ignoreCase) {
        TextVector texts = (TextVector) text;
        TextVector patterns = (TextVector) pattern;
        boolean[] nulls = Vectors.union(text.nulls(), pattern.nulls(), count);
        boolean[] result = new boolean[count];
        String compiledFrom = null;
        @Nullable LikePattern compiled = null;
        for (int row = 0; row < count; row++) {
            if (nulls != null && nulls[row]) {
                continue;
            }
            String wanted = patterns.text(row);
            if (compiled == null || !wanted.equals(compiledFrom)) {
                compiled = new LikePattern(wanted, escape, ignoreCase);
                compiledFrom = wanted;
            }
            result[row] = compiled.matches(texts.text(row));
        }
        return new BooleanVector(result, count, nulls);
    }
}
