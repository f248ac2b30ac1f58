import {ConfigCopy} from '../../support/config-copy.ts';

/** `config/` whose owner has said where the image is, as the comment there asks. */
export function ownConfig(image: {readonly name: string; readonly tag: string}): ConfigCopy {
  return new ConfigCopy(text =>
    text
      .replaceAll(/^# (images:| {2}- name: outrigger| {4}new(?:Name|Tag): .*)$/gm, '$1')
      .replace(/newName: .*/, `newName: ${image.name}`)
      .replace(/newTag: .*/, `newTag: ${image.tag}`),
  );
}
