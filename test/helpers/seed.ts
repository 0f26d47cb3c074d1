import fc from 'fast-check'

/** The same examples in every run; AZBK_TEST_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env.AZBK_TEST_SEED ?? 1) })
