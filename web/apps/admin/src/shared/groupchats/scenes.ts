type SceneWord = 'scene.1' | 'scene.2' | 'scene.3' | 'scene.none';

/** WeCom's `join_scene`; others are shown as unknown. */
export const sceneWord = (scene: number | null): SceneWord =>
  scene === 1 || scene === 2 || scene === 3 ? `scene.${scene}` : 'scene.none';

type QuitWord = 'quit.0' | 'quit.1' | 'quit.none';

/** WeCom's `QuitScene`; null where nobody told. */
export const quitWord = (scene: number | null): QuitWord =>
  scene === 0 || scene === 1 ? `quit.${scene}` : 'quit.none';
