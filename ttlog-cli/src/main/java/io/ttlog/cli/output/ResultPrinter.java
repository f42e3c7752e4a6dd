/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import java.io.IOException;

/** Prints a result in one format. */
public interface ResultPrinter {
    /** Prints the whole result, ending with a line end. */
    void print(QueryResult result, Appendable out) throws IOException;
}
