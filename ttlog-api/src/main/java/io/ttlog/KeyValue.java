/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import org.jspecify.annotations.Nullable;

/**
 * A named value as an argument of a log call: {@link TTLog#kv}. Allocates, as does the boxing of its value.
 *
 * @param key the name of the field, up to 256 chars
 * @param value as in {@link LogEvent#with(String, Object)}
 */
public record KeyValue(String key, @Nullable Object value) {}
