/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

/** What gives rows to a {@link Query}. */
public sealed interface Body permits Query, Select, Query.SetOperation, Query.Values {
    /** Where it stands. */
    Place place();
}
