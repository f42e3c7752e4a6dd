/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.storage.column.ColumnType;

/**
 * Names a stored column.
 *
 * @param name as in SQL, or the attribute's key
 * @param attribute whether events brought it along
 * @param type of all its values; never JSON or ANY
 */
public record ColumnKey(String name, boolean attribute, ColumnType type) {}
