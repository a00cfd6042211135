/** Short names for the server's schemas. Instants are RFC 3339 UTC strings, money is integer fen. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export type Session = Schemas['SessionView'];
export type Credentials = Schemas['Credentials'];

export type Corp = Schemas['CorpView'];
export type CorpDraft = Schemas['CorpConnect'];
export type Sync = Schemas['SyncView'];
export type SyncStage = Schemas['SyncStageView'];
export type CheckId = Schemas['CheckId'];
export type CheckState = Schemas['CheckState'];
export type Check = Schemas['CheckView'];
export type Doctor = Schemas['DoctorView'];

export type Flow = Schemas['FlowView'];
export type FlowFact = Schemas['FactView'];

export type Department = Schemas['DepartmentView'];
export type Staff = Schemas['StaffView'];
export type TagGroup = Schemas['TagGroupView'];
export type Stage = Schemas['StageView'];

export type CustomerRow = Schemas['CustomerRowView'];
export type Customer = Schemas['CustomerView'];
export type Relation = Schemas['RelationOut'];
export type AttributeType = Schemas['AttributeType'];
export type MatchTags = Schemas['MatchTags'];
export type RelationFilter = Schemas['RelationFilter'];

export type Groupchat = Schemas['GroupchatView'];
export type GroupchatMember = Schemas['GroupchatMemberView'];
export type GroupchatTag = Schemas['GroupchatTagView'];
export type CustomerGroupchat = Schemas['CustomerGroupchatView'];
export type LifeFilter = Schemas['LifeFilter'];
export type OwnerStatus = Schemas['OwnerStatus'];

export type Delivery = Schemas['DeliveryView'];
export type DeliveryState = Schemas['DeliveryState'];

export type ChannelStatus = Schemas['ChannelStatus'];
export type ChannelRow = Schemas['ChannelRowView'];
export type Channel = Schemas['ChannelView'];
export type ChannelDraft = Schemas['ChannelIn'];
export type Welcome = Schemas['WelcomeView'];
export type Attachment = Welcome['attachments'][number];
export type GroupWelcome = Schemas['GroupWelcomeOut'];
export type GroupWelcomeDraft = Schemas['GroupWelcomeInput'];
export type GroupWelcomeState = Schemas['GroupWelcomeState'];
export type ChannelReport = Schemas['ChannelReportView'];
export type ReportRow = Schemas['FiguresView'];
export type KeptFile = Schemas['UploadedPicture'] | Schemas['UploadedVideo'];

export type BroadcastState = Schemas['BroadcastState'];
export type BroadcastRow = Schemas['BroadcastRow'];
export type Broadcast = Schemas['BroadcastOut'];
export type BroadcastDraft = Schemas['BroadcastInput'];
export type Variant = Broadcast['variants'][number];
export type VariantDraft = BroadcastDraft['variants'][number];
export type AudienceChoice = Schemas['AudienceInput'];
export type BroadcastCounts = Schemas['DeliveryCounts'];
export type AudiencePreview = Schemas['AudienceOut'];
export type TagMatch = Schemas['TagMatch'];
export type EndReason = NonNullable<BroadcastRow['end_reason']>;
export type GroupsChoice = Schemas['GroupsInput'];
export type GroupsPreview = Schemas['GroupsPreviewOut'];
export type WaitingGroup = Schemas['WaitingGroupOut'];
export type SkipCount = Schemas['SkipCount'];
export type Rules = Schemas['RulesOut'];
export type RulesDraft = Schemas['RulesInput'];
export type FrequencyCap = Schemas['CapInput'];
export type CapChannel = NonNullable<FrequencyCap['channel']>;
export type QuietHours = Schemas['QuietInput'];
export type SendShape = Schemas['SendShape'];
export type Category = Schemas['Category'];
export type Period = Schemas['Period'];
export type Stopped = Schemas['StoppedOut'];
export type StoppedMoment = Schemas['StoppedMomentOut'];
export type Freeze = Schemas['FreezeOut'];
export type Programme = Schemas['ProgrammeOut'];
export type ProgrammeRow = Schemas['ProgrammeRow'];
export type ProgrammeDraft = Schemas['ProgrammeInput'];
export type ProgrammeState = Schemas['ProgrammeState'];
export type TaskState = Schemas['TaskState'];
export type Task = Schemas['TaskOut'];

export type DeadLetter = Schemas['DeadLetterOut'];
export type DeadLetterKind = DeadLetter['kind'];
export type EventDoor = Schemas['EventDoorOut'];
export type EventKey = Schemas['EventKeyOut'];

export type Definition = Schemas['Definition'];
export type Op = Schemas['Op'];
export type Count = Schemas['Count'];
export type EventMatch = Schemas['EventMatch'];
export type PropertyTest = Schemas['PropertyTest'];
export type RelationScope = Schemas['RelationScope'];
export type Vocabulary = Schemas['VocabularyView'];
export type SegmentPreview = Schemas['SegmentPreviewView'];
export type Segment = Schemas['SegmentView'];
export type SegmentRow = Schemas['SegmentRowView'];
export type SegmentProgress = Schemas['ProgressView'];
export type Grant = Schemas['GrantView'];
export type GrantAsked = Schemas['GrantAsked'];
export type GrantPreview = Schemas['GrantPreviewView'];
export type Window = Schemas['Last'] | Schemas['Between'] | Schemas['Days'];
export type SegmentVersion = Schemas['VersionView'];
export type SegmentSizes = Schemas['SegmentSizesView'];
export type Overlaps = Schemas['OverlapsView'];
export type Overlap = Schemas['OverlapView'];
export type SegmentChanges = Schemas['ChangesView'];
export type ChangeLine = Schemas['ChangeLineView'];
export type Change = Schemas['Change'];
export type Joining = Schemas['Joining'];
export type Belonging = Schemas['BelongingView'];
export type Purchases = Schemas['PurchasesView'];
export type Order = Schemas['OrderView'];
export type OrderStatus = Schemas['OrderStatus'];
export type Identities = Schemas['IdentitiesView'];
export type Identity = Schemas['IdentityView'];
export type Merge = Schemas['MergeView'];
export type Consent = Schemas['ConsentView'];
export type ConsentStanding = Schemas['ConsentStandingView'];
export type ConsentEntry = Schemas['LedgerEntryView'];
export type ConsentRules = Schemas['ConsentRules'];
export type ConsentDraft = Schemas['StatementDraft'];
export type Suppression = Schemas['SuppressionView'];
export type SuppressionDraft = Schemas['SuppressionDraft'];
export type Explanation = Schemas['ExplanationView'];
export type Reason = Schemas['ReasonView'];

export type ImportKind = Schemas['ImportKind'];
export type ImportState = Schemas['ImportState'];
export type Import = Schemas['ImportView'];
export type ImportTemplate = Schemas['TemplateView'];
export type ImportTemplateDraft = Schemas['TemplateIn'];
export type ColumnMap = Schemas['ColumnMapView'];
export type PreviewRow = Schemas['PreviewRowView'];
export type RowProblem = Schemas['RowProblemView'];
export type Trouble = Schemas['Trouble'];
export type CustomerList = Schemas['ListView'];
export type CustomerListDetail = Schemas['ListDetail'];
export type ListFile = Schemas['ListFileView'];

export type DeliveryReason = Schemas['Reason'];
export type DeliveryChannel = Schemas['DeliveryChannel'];
export type DeliverySummary = Schemas['DeliverySummary'];
export type Outcome = Schemas['OutcomeCount'];

export type Calendar = Schemas['CalendarOut'];
export type CalendarDay = Schemas['CalendarDayOut'];
export type CalendarEntry = Schemas['CalendarEntryOut'];

export type TaskKind = Schemas['TaskKind'];
export type DeclinedReason = Schemas['Declined'];
export type Proof = Schemas['Proof'];
export type BoardTask = Schemas['BoardTask'];
export type BoardSummary = Schemas['BoardSummary'];
export type OrderState = Schemas['OrderState'];
export type OrderCounts = Schemas['OrderCountsOut'];
export type WorkOrderRow = Schemas['WorkOrderRow'];
export type WorkOrder = Schemas['WorkOrderOut'];
export type WorkOrderDraft = Schemas['WorkOrderInput'];
export type OrderAudience = Schemas['OrderAudienceInput'];
export type OrderSize = Schemas['OrderSizeOut'];
export type MyTask = Schemas['MyTaskOut'];
export type MyTaskFull = Schemas['MyTaskFull'];
export type MyCustomer = Schemas['MyCustomerOut'];
export type Moment = Schemas['MomentOut'];
export type MomentRow = Schemas['MomentRow'];
export type MomentState = Schemas['MomentState'];
export type MomentDraft = Schemas['MomentInput'];
export type MomentChoice = Schemas['MomentReachInput'];
export type MomentReach = Schemas['MomentReachOut'];
export type MomentMember = Schemas['MomentMemberOut'];
export type MomentAttachment = MomentDraft['attachments'][number];
