/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import org.jspecify.annotations.Nullable;

/** A named value as an argument of a log call: {@link TTLog#kv}. Allocates, as does the boxing of its value. */
public record KeyValue(String key, @Nullable Object value) {}
