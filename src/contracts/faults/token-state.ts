/** What the states of a token need beside the faults: sentences that no fault says, and the one next step of each. */
import { defineFaults } from './define.js';

export const tokenStateFaults = defineFaults({
  'token-state.ready': {
    vi: 'Thiết bị “{label}” sẵn sàng.',
    en: 'Token “{label}” is ready.',
  },
  'token-state.choice': {
    vi: 'Có nhiều chứng thư số ký được.',
    en: 'Several certificates can sign.',
  },
  'token-state.not-for-signing': {
    vi: 'Chứng thư của {name} không được cấp để ký số.',
    en: 'The certificate of {name} is not issued for signing.',
  },

  'token-step.plug-in': { vi: 'Cắm thiết bị vào cổng USB.', en: 'Plug the token into a USB port.' },
  'token-step.plug-in-again': { vi: 'Rút thiết bị rồi cắm lại.', en: 'Unplug the token and plug it in again.' },
  'token-step.install-driver': {
    vi: 'Cài trình điều khiển của nơi cấp thiết bị.',
    en: 'Install the driver of the token’s issuer.',
  },
  'token-step.install-64-bit': {
    vi: 'Cài bản 64-bit của trình điều khiển.',
    en: 'Install the 64-bit version of the driver.',
  },
  'token-step.install-fitting': {
    vi: 'Cài bản trình điều khiển dành cho máy này.',
    en: 'Install the version of the driver for this computer.',
  },
  'token-step.reinstall-driver': {
    vi: 'Cài lại trọn bộ trình điều khiển.',
    en: 'Reinstall the complete driver.',
  },
  'token-step.add-driver': { vi: 'Thêm lại trình điều khiển.', en: 'Add the driver again.' },
  'token-step.close-program': {
    vi: 'Đóng chương trình đang dùng thiết bị.',
    en: 'Close the program that uses the token.',
  },
  'token-step.choose-certificate': { vi: 'Chọn chứng thư số sẽ ký.', en: 'Choose the certificate to sign with.' },
  'token-step.choose-another': { vi: 'Chọn chứng thư số khác.', en: 'Choose another certificate.' },
  'token-step.sign': { vi: 'Ký và nhập mã PIN khi được hỏi.', en: 'Sign, and type the PIN when asked.' },
  'token-step.sign-again': { vi: 'Ký lại khi sẵn sàng.', en: 'Sign again when ready.' },
  'token-step.type-again': { vi: 'Nhập lại mã PIN.', en: 'Type the PIN again.' },
  'token-step.type-carefully': { vi: 'Nhập lại mã PIN thật cẩn thận.', en: 'Type the PIN again with care.' },
  'token-step.be-sure': {
    vi: 'Chỉ nhập mã PIN khi chắc chắn.',
    en: 'Type the PIN only if you are sure of it.',
  },
  'token-step.other-new-pin': { vi: 'Chọn mã PIN mới khác.', en: 'Choose another new PIN.' },
  'token-step.change-pin': { vi: 'Đổi mã PIN.', en: 'Change the PIN.' },
  'token-step.change-pin-elsewhere': {
    vi: 'Đổi mã PIN bằng phần mềm của thiết bị.',
    en: 'Change the PIN with the token’s own software.',
  },
  'token-step.ask-issuer': { vi: 'Liên hệ nơi cấp thiết bị.', en: 'Contact the issuer of the token.' },
  'token-step.ask-unlock': {
    vi: 'Đề nghị nơi cấp mở khóa thiết bị.',
    en: 'Ask the issuer to unlock the token.',
  },
  'token-step.renew': { vi: 'Gia hạn chứng thư số ở nơi cấp.', en: 'Have the issuer renew the certificate.' },
  'token-step.check-clock': { vi: 'Kiểm tra ngày giờ của máy tính.', en: 'Check the date of this computer.' },
  'token-step.check-documents': {
    vi: 'Kiểm tra các văn bản vừa ký.',
    en: 'Check the documents just signed.',
  },
  'token-step.update-driver': { vi: 'Cập nhật trình điều khiển.', en: 'Update the driver.' },
});
