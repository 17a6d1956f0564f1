// A scene that goes with the test that made it.
import { onTestFinished } from "vitest";
import { makeScene, type Scene, type SceneOptions } from "./scene.ts";

export function sceneOfTest(options?: SceneOptions): Scene {
  const scene = makeScene(options);
  onTestFinished(() => scene.remove());
  return scene;
}
