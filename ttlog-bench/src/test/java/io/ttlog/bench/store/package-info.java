/* SPDX-License-Identifier: Apache-2.0 */
/** Tests that need the anchor: {@code -Dttlog.anchor=DIRECTORY}, by default beside the repository; without it they are skipped. */
@NullMarked
package io.ttlog.bench.store;

import org.jspecify.annotations.NullMarked;
