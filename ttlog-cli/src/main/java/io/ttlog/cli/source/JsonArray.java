/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON array, and where its text lies in the document.
 *
 * @param items as {@link Json} says
 * @param document the whole text
 * @param from where the array starts in it
 * @param to where the array ends in it
 */
record JsonArray(List<@Nullable Object> items, String document, int from, int to) {
    /** The array exactly as it was written. */
    String text() {
        return document.substring(from, to);
    }
}
