/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.storage.column.ColumnType;

/** A column that a {@link Plan} gives. */
public record Field(String name, ColumnType type) {}
