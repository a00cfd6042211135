import css from './Tabs.module.css';

interface TabsProps<Name extends string> {
  label: string;
  tabs: readonly { name: Name; title: string; count?: string }[];
  chosen: Name;
  onChoose: (name: Name) => void;
}

/** Tabs as TDesign draws them; the content below belongs to the chosen one. */
export function Tabs<Name extends string>({ label, tabs, chosen, onChoose }: TabsProps<Name>) {
  return (
    <div className={css.tabs} role="tablist" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.name}
          type="button"
          role="tab"
          aria-selected={tab.name === chosen}
          onClick={() => onChoose(tab.name)}
        >
          {tab.title}
          {tab.count !== undefined && <span>{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
