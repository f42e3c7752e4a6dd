/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The seam between the API and the runtime that does its work ({@code ttlog-core}, {@code ttlog-query}). Applications
 * have no business here; the types are public because they cross modules.
 */
@NullMarked
package io.ttlog.spi;

import org.jspecify.annotations.NullMarked;
