/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the package of the same name. */
@NullMarked
package io.ttlog.bench.harness;

import org.jspecify.annotations.NullMarked;
