package dev.telltale.declare;

/**
 * Traditional Chinese as the word lists know it: in simplified characters. One character for one,
 * as far as policies need it; what is not in the table stays as it is.
 */
final class TraditionalChinese {
  private static final String TRADITIONAL =
      "為們會將個這訊資獲權隱與關電話號碼郵網絡設備裝應軟體統計數據庫證護駕駛執車稱賬帳戶冊錄記紀歷覽瀏尋檢詢購買賣訂單額銀財產"
          + "貸徵營運機構業務夥廣監測訪問讀寫傳輸遞儲選擇啟開閉斷聯繫簡圖視頻語聲麥風點擊錯誤報潰診療醫藥檔過處溫動員學職國種狀況親屬"
          + "緊臉紋識別標誌時區環經緯確軌跡導無線藍適發評論饋審進請須還從來對給讓僅該類項條約義責規範則準參僱傭門際實當後協議內偵並於"
          + "轉換貨幣價優險註長間歲嬰兒書紅綠麼樣貼題預擴組織團隊雲緒觀島灣臺檯佈側偽傷債儀億勝勢勵勞卻厲叢嗎嘗圍園圓場壞壓壟夠夢奪奮"
          + "婦孫寧寬寶專屆層嶄帶幫幹幾廠廢彈強彙徑徹恆惡惱慮憑懸戰戲拋掃採損搖撥擁擔擺攔攜攝敗敘晉曆東楊極槍樂樹橋歡歐歸殘殺毀毆氣決"
          + "沒淨減滅滙滿漢潔濟濫災熱燈爭爾牆獎獨現瑣畫異盡盤眾磚礎禮積稅穩窮競筆節築簽糧糾級紙細終結絕綜維編緩縣縮總績續繼罰羅習聖聞"
          + "聽肅脅脈腦臨舉舊藝蘇虛衛衝補裡製複襲見覺觸討訓託許訴詞試詳認說譯變負貢貪費賀賃賞賠質贈贊趨軍較載輔輕輪輯辦農達違遠遺邊鄰"
          + "釋鎖錢鍵闆陸陽隨雖雙離難靜響頁順領頭願顧顯飛飯飲館馬駐驗驟鬥魚鮮黨齊齡";
  private static final String SIMPLIFIED =
      "为们会将个这讯资获权隐与关电话号码邮网络设备装应软体统计数据库证护驾驶执车称账帐户册录记纪历览浏寻检询购买卖订单额银财产"
          + "贷征营运机构业务伙广监测访问读写传输递储选择启开闭断联系简图视频语声麦风点击错误报溃诊疗医药档过处温动员学职国种状况亲属"
          + "紧脸纹识别标志时区环经纬确轨迹导无线蓝适发评论馈审进请须还从来对给让仅该类项条约义责规范则准参雇佣门际实当后协议内侦并于"
          + "转换货币价优险注长间岁婴儿书红绿么样贴题预扩组织团队云绪观岛湾台台布侧伪伤债仪亿胜势励劳却厉丛吗尝围园圆场坏压垄够梦夺奋"
          + "妇孙宁宽宝专届层崭带帮干几厂废弹强汇径彻恒恶恼虑凭悬战戏抛扫采损摇拨拥担摆拦携摄败叙晋历东杨极枪乐树桥欢欧归残杀毁殴气决"
          + "没净减灭汇满汉洁济滥灾热灯争尔墙奖独现琐画异尽盘众砖础礼积税稳穷竞笔节筑签粮纠级纸细终结绝综维编缓县缩总绩续继罚罗习圣闻"
          + "听肃胁脉脑临举旧艺苏虚卫冲补里制复袭见觉触讨训托许诉词试详认说译变负贡贪费贺赁赏赔质赠赞趋军较载辅轻轮辑办农达违远遗边邻"
          + "释锁钱键板陆阳随虽双离难静响页顺领头愿顾显飞饭饮馆马驻验骤斗鱼鲜党齐龄";
  private static final String[][] REGIONAL = {
    {"信用卡资料", "信用卡信息"},
    {"应用程式", "应用程序"},
    {"电邮地址", "邮箱地址"},
    {"位置资料", "位置信息"},
    {"个人资料", "个人信息"},
    {"付款资料", "付款信息"},
    {"联系资料", "联系信息"},
    {"设备资料", "设备信息"},
    {"流动电话", "移动电话"},
    {"行动电话", "移动电话"},
    {"作业系统", "操作系统"},
    {"伺服器", "服务器"},
    {"识别码", "标识符"},
    {"辨识码", "标识符"},
    {"通讯簿", "通讯录"},
    {"剪贴簿", "剪贴板"},
    {"解析度", "分辨率"},
    {"资讯", "信息"},
    {"装置", "设备"},
    {"纪录", "记录"},
    {"电邮", "邮箱"},
    {"程式", "程序"},
    {"网路", "网络"},
    {"软体", "软件"},
    {"硬体", "硬件"},
    {"帐号", "账号"},
    {"帐户", "账户"},
    {"连络", "联系"},
    {"联络", "联系"},
    {"简讯", "短信"},
    {"短讯", "短信"},
    {"讯息", "消息"},
    {"影片", "视频"},
    {"蒐集", "收集"},
    {"搜集", "收集"},
    {"揭露", "披露"},
    {"透过", "通过"},
    {"登入", "登录"},
    {"您之", "您的"},
    {"资料", "数据"},
    {"萤幕", "屏幕"},
    {"荧幕", "屏幕"}
  };

  private TraditionalChinese() {}

  /**
   * The text with traditional characters and the words of Hong Kong and Taiwan for the matters of a
   * privacy policy as simplified Chinese writes them. Every replacement is as long as what it
   * replaces, so offsets stay.
   */
  static String simplified(String text) {
    return characters(marked(text));
  }

  /** With the full-width marks of Chinese where a text writes Latin ones beside Chinese letters. */
  private static String marked(String text) {
    StringBuilder marked = null;
    for (int i = 0; i < text.length(); i++) {
      int at = ",;:()?!".indexOf(text.charAt(i));
      if (at >= 0
          && (i > 0 && chinese(text.charAt(i - 1))
              || i + 1 < text.length() && chinese(text.charAt(i + 1)))) {
        marked = marked == null ? new StringBuilder(text) : marked;
        marked.setCharAt(i, "，；：（）？！".charAt(at));
      }
    }
    return marked == null ? text : marked.toString();
  }

  private static boolean chinese(char c) {
    return Words.isHan(c) || "，、。；：（）？！《》“”".indexOf(c) >= 0;
  }

  private static String characters(String text) {
    boolean traditional = false;
    for (int i = 0; i < text.length() && !traditional; i++) {
      traditional = TRADITIONAL.indexOf(text.charAt(i)) >= 0;
    }
    if (!traditional) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text);
    for (int i = 0; i < plain.length(); i++) {
      int at = TRADITIONAL.indexOf(plain.charAt(i));
      if (at >= 0) {
        plain.setCharAt(i, SIMPLIFIED.charAt(at));
      }
    }
    String result = plain.toString();
    for (String[] word : REGIONAL) {
      result = result.replace(word[0], word[1]);
    }
    return result;
  }
}
